import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { ageCell } from "../../shared/print-age.ts";
import { metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { PriorityClass } from "../../types/scheduling/v1.gen.ts";

const systemPrefix = "system-";
const highestUserPriority = 1_000_000_000;
const systemClasses = new Map([
  ["system-cluster-critical", 2_000_000_000],
  ["system-node-critical", 2_000_001_000],
]);
const preemptionPolicies = ["PreemptLowerPriority", "Never"];

/** Priority classes. Source: kubernetes pkg/registry/scheduling/priorityclass. */
export const strategy: KindStrategy<PriorityClass> = {
  group: "scheduling.k8s.io",
  resource: "priorityclasses",
  applyDefaults(priorityClass) {
    priorityClass.preemptionPolicy ??= "PreemptLowerPriority";
  },
  prepareForCreate(priorityClass) {
    metadataOf(priorityClass).generation = 1;
  },
  validateCreate: validate,
  validateUpdate(priorityClass, old) {
    const errors: FieldError[] = [];
    if (priorityClass.value !== old.value) errors.push(forbiddenField("value", "may not be changed in an update."));
    if (priorityClass.preemptionPolicy !== old.preemptionPolicy) errors.push(invalidValue("preemptionPolicy", priorityClass.preemptionPolicy, "field is immutable"));
    return errors;
  },
  printRow: (priorityClass, now) => [
    priorityClass.metadata.name ?? "",
    priorityClass.value ?? 0,
    priorityClass.globalDefault ?? false,
    ageCell(priorityClass.metadata.creationTimestamp, now),
    priorityClass.preemptionPolicy ?? "",
  ],
};

/** Why a class by such a name is not the system's own. Source: kubernetes pkg/apis/scheduling/v1 IsKnownSystemPriorityClass. */
function unlikeSystemClass(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = systemClasses.get(name);
  if (known === undefined) return `${name} is not a known system priority class`;
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

/** Source: kubernetes pkg/apis/scheduling/validation ValidatePriorityClass. */
function validate({ metadata, value = 0, globalDefault = false, preemptionPolicy }: PriorityClass): FieldError[] {
  const errors: FieldError[] = [];
  const name = metadata.name ?? "";
  if (name.startsWith(systemPrefix)) {
    const why = unlikeSystemClass(name, value, globalDefault);
    if (why !== undefined) errors.push(forbiddenField("metadata.name", `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${why}`));
  } else if (value > highestUserPriority) {
    errors.push(forbiddenField("value", `maximum allowed value of a user defined priority is ${highestUserPriority}`));
  }
  if (preemptionPolicy === "") errors.push(required("preemptionPolicy"));
  else if (preemptionPolicy !== undefined && !preemptionPolicies.includes(preemptionPolicy)) errors.push(notSupported("preemptionPolicy", preemptionPolicy, preemptionPolicies));
  return errors;
}
