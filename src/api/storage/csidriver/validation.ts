import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, immutableField, invalidValue, notSupported } from "../../../machinery/errors/field-errors.ts";
import type { CSIDriver, TokenRequest } from "../../types/storage/v1.gen.ts";

const groupPolicies = ["File", "None", "ReadWriteOnceWithFSType"];
/** In upstream's order. */
const lifecycleModes = ["Persistent", "Ephemeral"];
const tokenSeconds = { least: 600, most: 2 ** 32 };
const leastUpdatePeriodSeconds = 10;

/** Source: kubernetes storage validation validateCSIDriverSpec. */
export function validate({ spec }: CSIDriver): FieldError[] {
  const { fsGroupPolicy, tokenRequests = [], volumeLifecycleModes = [], nodeAllocatableUpdatePeriodSeconds: period, serviceAccountTokenInSecrets } = spec;
  const errors: FieldError[] = [];
  if (fsGroupPolicy !== undefined && !groupPolicies.includes(fsGroupPolicy)) errors.push(notSupported("spec.fsGroupPolicy", fsGroupPolicy, groupPolicies));
  addAll(errors, validateTokenRequests(tokenRequests, "spec.tokenRequests"));
  for (const mode of volumeLifecycleModes) if (!lifecycleModes.includes(mode)) errors.push(notSupported("spec.volumeLifecycleModes", mode, lifecycleModes));
  if (period !== undefined && period < leastUpdatePeriodSeconds) errors.push(invalidValue("spec.nodeAllocatableUpdatePeriodSeconds", period, "must be greater than or equal to 10 seconds"));
  if (serviceAccountTokenInSecrets !== undefined && tokenRequests.length === 0) {
    errors.push(invalidValue("spec.serviceAccountTokenInSecrets", serviceAccountTokenInSecrets, "serviceAccountTokenInSecrets is set but no tokenRequests are specified"));
  }
  return errors;
}

/** One token an audience; nothing more is said of one that comes again. */
function validateTokenRequests(requests: readonly TokenRequest[], path: string): FieldError[] {
  const audiences = new Set<string>();
  return requests.flatMap(({ audience = "", expirationSeconds: seconds }, index) => {
    const at = `${path}[${index}]`;
    if (audiences.has(audience)) return [duplicateValue(`${at}.audience`, audience)];
    audiences.add(audience);
    if (seconds === undefined) return [];
    if (seconds < tokenSeconds.least) return [invalidValue(`${at}.expirationSeconds`, seconds, "may not specify a duration less than 10 minutes")];
    return seconds > tokenSeconds.most ? [invalidValue(`${at}.expirationSeconds`, seconds, "may not specify a duration larger than 2^32 seconds")] : [];
  });
}

/** What never changes, under the names that upstream's errors use. */
const fixed = [
  ["attachRequired", "attachedRequired"],
  ["volumeLifecycleModes", "volumeLifecycleModes"],
] as const;

/** Source: kubernetes storage validation ValidateCSIDriverUpdate. */
export function validateUpdate(driver: CSIDriver, old: CSIDriver): FieldError[] {
  return [...validate(driver), ...fixed.filter(([field]) => !semanticEqual(driver.spec[field], old.spec[field])).map(([field, name]) => immutableField(`spec.${name}`, driver.spec[field]))];
}
