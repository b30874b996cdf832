import type { FieldError } from "../../machinery/errors/field-error.ts";
import { invalidValue } from "../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "./numbers.ts";

/** What the statuses of workloads count, whichever of it a kind has. */
export interface CountedStatus {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly collisionCount?: number;
}

/** None of the counts is negative. */
export function validateCounts<T extends object>(status: T, fields: readonly (keyof T & string)[]): FieldError[] {
  return fields.flatMap((field) => validateNonNegative(status[field] as number | undefined, `status.${field}`));
}

/** None of the counts is more than there are replicas. Source: kubernetes apps validation ValidateDeploymentStatus and its siblings. */
export function validateWithinReplicas<T extends CountedStatus>(status: T, fields: readonly (keyof T & string)[]): FieldError[] {
  return fields.flatMap((field) => {
    const count = (status[field] as number | undefined) ?? 0;
    return count > (status.replicas ?? 0) ? [invalidValue(`status.${field}`, count, "cannot be greater than status.replicas")] : [];
  });
}

/** `readyAt` is how upstream calls the count of those that are ready: stateful sets say where it stands. */
export function validateAvailableAreReady({ availableReplicas = 0, readyReplicas = 0 }: CountedStatus, readyAt = "readyReplicas"): FieldError[] {
  return availableReplicas > readyReplicas ? [invalidValue("status.availableReplicas", availableReplicas, `cannot be greater than ${readyAt}`)] : [];
}

/** Source: kubernetes core validation IsDecremented. */
export function validateCollisions({ collisionCount }: CountedStatus, old: CountedStatus | undefined): FieldError[] {
  const before = old?.collisionCount;
  return before !== undefined && (collisionCount ?? 0) < before ? [invalidValue("status.collisionCount", collisionCount ?? 0, "cannot be decremented")] : [];
}
