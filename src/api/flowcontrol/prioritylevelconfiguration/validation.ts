import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { validateTypedConditions } from "../../shared/typed-conditions.ts";
import type { LimitedPriorityLevelConfiguration, LimitResponse, PriorityLevelConfiguration, QueuingConfiguration } from "../../types/flowcontrol/v1.gen.ts";
import { mandatoryLevels } from "../bootstrap/levels.ts";

const types = ["Exempt", "Limited"];
const responses = ["Queue", "Reject"];
const mostQueues = 10_000_000;
const maxHashBits = 60;
/** The one level that holds nobody back. */
const exempt = "exempt";

/** Source: kubernetes pkg/apis/flowcontrol/validation ValidatePriorityLevelConfiguration. */
export function validate(level: PriorityLevelConfiguration): FieldError[] {
  return [...validateSpec(level), ...validateMandatory(level), ...validateTypedConditions(level.status?.conditions, "status.conditions")];
}

/** The exempt level's shares are free to choose; everything else of the mandatory levels is not. */
function validateMandatory({ metadata, spec }: PriorityLevelConfiguration): FieldError[] {
  const mandatory = mandatoryLevels.find((one) => one.metadata.name === metadata.name);
  if (mandatory === undefined) return [];
  const isExempt = metadata.name === exempt;
  if (deepEqual(isExempt ? { ...spec, exempt: mandatory.spec.exempt } : spec, mandatory.spec)) return [];
  return [invalidValue("spec", spec, `spec of '${metadata.name}' ${isExempt ? "except the 'spec.exempt' field " : ""}must equal the fixed value`)];
}

/** Source: kubernetes pkg/apis/flowcontrol/validation ValidatePriorityLevelConfigurationSpec. */
function validateSpec({ metadata, spec }: PriorityLevelConfiguration): FieldError[] {
  const type = spec?.type ?? "";
  const { limited, exempt: exemptSpec } = spec ?? {};
  const errors = (metadata.name === exempt) === (type === "Exempt") ? [] : [invalidValue("spec.type", type, "must be 'Exempt' if and only if `name` is 'exempt'")];
  if (type === "Exempt") {
    if (limited !== undefined) errors.push(forbiddenField("spec.limited", "must be nil if the type is not Limited"));
    if (exemptSpec !== undefined) addAll(errors, validateShares(exemptSpec, "spec.exempt"), validateLendable(exemptSpec, "spec.exempt"));
  } else if (type === "Limited") {
    if (exemptSpec !== undefined) errors.push(forbiddenField("spec.exempt", "must be nil if the type is Limited"));
    addAll(errors, (limited === undefined ? [required("spec.limited", "must not be empty when type is Limited")] : validateLimited(limited, "spec.limited")));
  } else errors.push(notSupported("spec.type", type, types));
  return errors;
}

function validateLimited(limited: LimitedPriorityLevelConfiguration, path: string): FieldError[] {
  const borrowing = limited.borrowingLimitPercent ?? 0;
  return [
    ...validateShares(limited, path),
    ...validateResponse(limited.limitResponse, `${path}.limitResponse`),
    ...validateLendable(limited, path),
    ...(borrowing < 0 ? [invalidValue(`${path}.borrowingLimitPercent`, borrowing, "if specified, must be a non-negative integer")] : []),
  ];
}

function validateShares({ nominalConcurrencyShares: shares = 0 }: { readonly nominalConcurrencyShares?: number }, path: string): FieldError[] {
  return shares < 0 ? [invalidValue(`${path}.nominalConcurrencyShares`, shares, "must be a non-negative integer")] : [];
}

function validateLendable({ lendablePercent: percent = 0 }: { readonly lendablePercent?: number }, path: string): FieldError[] {
  return percent >= 0 && percent <= 100 ? [] : [invalidValue(`${path}.lendablePercent`, percent, "must be between 0 and 100, inclusive")];
}

function validateResponse(response: LimitResponse | undefined, path: string): FieldError[] {
  const { type = "", queuing } = response ?? {};
  switch (type) {
    case "Reject":
      return queuing === undefined ? [] : [forbiddenField(`${path}.queuing`, "must be nil if limited.limitResponse.type is not Limited")];
    case "Queue":
      return queuing === undefined ? [required(`${path}.queuing`, "must not be empty if limited.limitResponse.type is Limited")] : validateQueuing(queuing, `${path}.queuing`);
    default:
      return [notSupported(`${path}.type`, type, responses)];
  }
}

/** A hand of queues is dealt by the bits of one hash. Source: kubernetes flowcontrol validation ValidatePriorityLevelQueuingConfiguration. */
function validateQueuing({ queues = 0, handSize = 0, queueLengthLimit = 0 }: QueuingConfiguration, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (queueLengthLimit <= 0) errors.push(invalidValue(`${path}.queueLengthLimit`, queueLengthLimit, "must be positive"));
  if (queues <= 0) errors.push(invalidValue(`${path}.queues`, queues, "must be positive"));
  else if (queues > mostQueues) errors.push(invalidValue(`${path}.queues`, queues, `must not be greater than ${mostQueues}`));
  const badHand = (why: string) => errors.push(invalidValue(`${path}.handSize`, handSize, why));
  if (handSize <= 0) badHand("must be positive");
  else if (handSize > queues) badHand(`should not be greater than queues (${queues})`);
  else if (Math.ceil(Math.log2(queues) * handSize) > maxHashBits) badHand(`required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${maxHashBits}`);
  return errors;
}
