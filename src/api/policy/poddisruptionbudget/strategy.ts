import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported } from "../../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { ageCell } from "../../shared/print-age.ts";
import { validateConditions } from "../../shared/validate-conditions.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import { validateAtMostAll, validateCountOrPercent } from "../../shared/validate-workload.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from "../../types/policy/v1.gen.ts";

const evictionPolicies = ["AlwaysAllow", "IfHealthyBudget"];

/** Disruption budgets. Source: kubernetes pkg/registry/policy/poddisruptionbudget. */
export const strategy: KindStrategy<PodDisruptionBudget> = {
  group: "policy",
  resource: "poddisruptionbudgets",
  requiresResourceVersion: true,
  prepareForCreate(budget) {
    metadataOf(budget).generation = 1;
    budget.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  },
  validateCreate: validate,
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate: (budget) => validate(budget),
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus } },
  printRow: ({ metadata, spec, status }, now) => [
    metadata.name ?? "",
    String(spec?.minAvailable ?? "N/A"),
    String(spec?.maxUnavailable ?? "N/A"),
    status?.disruptionsAllowed ?? 0,
    ageCell(metadata.creationTimestamp, now),
  ],
};

/** As upstream's own type, which messages show, has it. */
function inGo({ minAvailable, selector, maxUnavailable, unhealthyPodEvictionPolicy }: PodDisruptionBudgetSpec): object {
  return { MinAvailable: minAvailable ?? null, Selector: selector ?? null, MaxUnavailable: maxUnavailable ?? null, UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null };
}

/** Source: kubernetes pkg/apis/policy/validation ValidatePodDisruptionBudgetStatusUpdate. */
function validateStatus({ status }: PodDisruptionBudget): FieldError[] {
  const counts = ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"] as const;
  return [...validateConditions(status?.conditions, "status.conditions"), ...counts.flatMap((field) => validateNonNegative(status?.[field], `status.${field}`))];
}

/** Source: kubernetes pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec. */
function validate({ spec = {} }: PodDisruptionBudget): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) errors.push(invalidValue("spec", inGo(spec), "minAvailable and maxUnavailable cannot be both set"));
  for (const field of ["minAvailable", "maxUnavailable"] as const) {
    addAll(errors, validateCountOrPercent(spec[field], `spec.${field}`), validateAtMostAll(spec[field], `spec.${field}`));
  }
  addAll(errors, validateLabelSelector(spec.selector, "spec.selector"));
  const policy = spec.unhealthyPodEvictionPolicy;
  if (policy !== undefined && !evictionPolicies.includes(policy)) errors.push(notSupported("spec.unhealthyPodEvictionPolicy", policy, evictionPolicies));
  return errors;
}
