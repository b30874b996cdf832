import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { inclusiveRangeError } from "../../../machinery/validation/names.ts";
import type { ExemptPriorityLevelConfiguration, LimitedPriorityLevelConfiguration, LimitResponse, PriorityLevelConfiguration, QueuingConfiguration } from "../../types/flowcontrol/v1.gen.ts";
import { mandatoryLevels } from "../bootstrap/levels.ts";

const types = ["Exempt", "Limited"];
const limitResponses = ["Queue", "Reject"];
const mostQueues = 10_000_000;
/** How many bits of a flow's hash may be spent on dealing its hand. Source: apiserver util/shufflesharding MaxHashBits. */
const mostHashBits = 60;

/** Source: kubernetes pkg/apis/flowcontrol/validation ValidatePriorityLevelConfiguration. */
export function validatePriorityLevel(level: PriorityLevelConfiguration): FieldError[] {
  return [...validateSpec(level), ...validateMandatory(level), ...validatePriorityLevelStatus(level)];
}

/** Source: kubernetes pkg/apis/flowcontrol/validation ValidatePriorityLevelConfigurationStatus. */
export function validatePriorityLevelStatus({ status }: PriorityLevelConfiguration): FieldError[] {
  const seen = new Set<string>();
  return (status?.conditions ?? []).flatMap(({ type = "" }, index) => {
    const path = `status.conditions[${index}].type`;
    const repeated = seen.has(type) ? [duplicateValue(path, type)] : [];
    seen.add(type);
    return type === "" ? [...repeated, required(path, "must not be empty")] : repeated;
  });
}

/** The exempt level's shares are free to choose; everything else of the mandatory levels is not. */
function validateMandatory({ metadata, spec }: PriorityLevelConfiguration): FieldError[] {
  const name = metadata?.name ?? "";
  const mandatory = mandatoryLevels.find((one) => one.metadata.name === name);
  if (mandatory === undefined) return [];
  const isExempt = name === "exempt";
  if (deepEqual(isExempt ? { ...spec, exempt: mandatory.spec.exempt } : spec, mandatory.spec)) return [];
  return [invalidValue("spec", spec, `spec of '${name}' ${isExempt ? "except the 'spec.exempt' field " : ""}must equal the fixed value`)];
}

function validateSpec({ metadata, spec }: PriorityLevelConfiguration): FieldError[] {
  const { type = "", limited, exempt } = spec ?? {};
  const errors: FieldError[] = [];
  if ((metadata?.name === "exempt") !== (type === "Exempt")) errors.push(invalidValue("spec.type", type, "type must be 'Exempt' if and only if name is 'exempt'"));
  switch (type) {
    case "Exempt":
      if (limited !== undefined) errors.push(forbiddenField("spec.limited", "must be nil if the type is not Limited"));
      return exempt === undefined ? errors : [...errors, ...validateExempt(exempt)];
    case "Limited":
      if (exempt !== undefined) errors.push(forbiddenField("spec.exempt", "must be nil if the type is Limited"));
      return [...errors, ...(limited === undefined ? [required("spec.limited", "must not be empty when type is Limited")] : validateLimited(limited))];
    default:
      return [...errors, notSupported("spec.type", type, types)];
  }
}

function validateExempt({ nominalConcurrencyShares = 0, lendablePercent = 0 }: ExemptPriorityLevelConfiguration): FieldError[] {
  return [...validateShares(nominalConcurrencyShares, "spec.exempt"), ...validatePercent(lendablePercent, "spec.exempt")];
}

function validateLimited({ nominalConcurrencyShares = 0, lendablePercent = 0, borrowingLimitPercent = 0, limitResponse }: LimitedPriorityLevelConfiguration): FieldError[] {
  return [
    ...validateShares(nominalConcurrencyShares, "spec.limited"),
    ...validateLimitResponse(limitResponse ?? { type: "" }, "spec.limited.limitResponse"),
    ...validatePercent(lendablePercent, "spec.limited"),
    ...(borrowingLimitPercent < 0 ? [invalidValue("spec.limited.borrowingLimitPercent", borrowingLimitPercent, "if specified, must be a non-negative integer")] : []),
  ];
}

function validateShares(shares: number, path: string): FieldError[] {
  return shares < 0 ? [invalidValue(`${path}.nominalConcurrencyShares`, shares, "must be a non-negative integer")] : [];
}

function validatePercent(percent: number, path: string): FieldError[] {
  return percent < 0 || percent > 100 ? [invalidValue(`${path}.lendablePercent`, percent, inclusiveRangeError(0, 100))] : [];
}

function validateLimitResponse({ type, queuing }: LimitResponse, path: string): FieldError[] {
  if (!limitResponses.includes(type)) return [notSupported(`${path}.type`, type, limitResponses)];
  if (type === "Reject") return queuing === undefined ? [] : [forbiddenField(`${path}.queuing`, "must be nil if limited.limitResponse.type is not Limited")];
  return queuing === undefined ? [required(`${path}.queuing`, "must not be empty if limited.limitResponse.type is Limited")] : validateQueuing(queuing, `${path}.queuing`);
}

function validateQueuing({ queues = 0, handSize = 0, queueLengthLimit = 0 }: QueuingConfiguration, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const wrong = (field: string, value: number, why: string) => errors.push(invalidValue(`${path}.${field}`, value, why));
  if (queueLengthLimit <= 0) wrong("queueLengthLimit", queueLengthLimit, "must be positive");
  if (queues <= 0) wrong("queues", queues, "must be positive");
  else if (queues > mostQueues) wrong("queues", queues, `must not be greater than ${mostQueues}`);
  if (handSize <= 0) wrong("handSize", handSize, "must be positive");
  else if (handSize > queues) wrong("handSize", handSize, `should not be greater than queues (${queues})`);
  else if (entropyBits(queues, handSize) > mostHashBits) {
    wrong("handSize", handSize, `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${mostHashBits}`);
  }
  return errors;
}

/** How many bits dealing a hand needs. Source: apiserver util/shufflesharding RequiredEntropyBits. */
function entropyBits(queues: number, handSize: number): number {
  return Math.ceil(Math.log2(queues) * handSize);
}
