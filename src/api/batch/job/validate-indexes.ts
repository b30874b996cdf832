import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import type { JobSpec } from "../../types/batch/v1.gen.ts";

const modes = ["NonIndexed", "Indexed"];

/** Source: kubernetes batch validation maxParallelismForIndexedJob and siblings. */
const limits = { parallelism: 100_000, failedIndexes: 100_000, manyCompletions: 100_000, parallelismOfMany: 10_000, failedIndexesOfMany: 10_000 };

/** What completionMode allows and asks for. */
export function validateIndexes(spec: JobSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { completionMode } = spec;
  if (completionMode !== undefined && !modes.includes(completionMode)) errors.push(notSupported(`${path}.completionMode`, completionMode, modes));
  if (completionMode === "Indexed") validateIndexed(spec, path, errors);
  // The template of a cron job has no mode by default.
  if (completionMode === undefined || completionMode === "NonIndexed") {
    for (const field of ["backoffLimitPerIndex", "maxFailedIndexes"] as const) {
      if (spec[field] !== undefined) errors.push(invalidValue(`${path}.${field}`, spec[field], "requires indexed completion mode"));
    }
  }
  return errors;
}

function validateIndexed({ completions, parallelism = 0, backoffLimitPerIndex, maxFailedIndexes }: JobSpec, path: string, errors: FieldError[]): void {
  if (completions === undefined) errors.push(required(`${path}.completions`, "when completion mode is Indexed"));
  if (parallelism > limits.parallelism) errors.push(atMost(`${path}.parallelism`, parallelism, limits.parallelism, " when completion mode is Indexed"));
  if (maxFailedIndexes !== undefined) {
    if (completions !== undefined && maxFailedIndexes > completions) errors.push(invalidValue(`${path}.maxFailedIndexes`, maxFailedIndexes, "must be less than or equal to completions"));
    if (maxFailedIndexes > limits.failedIndexes) errors.push(atMost(`${path}.maxFailedIndexes`, maxFailedIndexes, limits.failedIndexes));
  }
  if (backoffLimitPerIndex === undefined || completions === undefined || completions <= limits.manyCompletions) return;
  if (maxFailedIndexes === undefined) errors.push(required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${limits.manyCompletions}`));
  if (parallelism > limits.parallelismOfMany) errors.push(atMost(`${path}.parallelism`, parallelism, limits.parallelismOfMany, ` when completions are above ${limits.manyCompletions} and used with backoff limit per index`));
  if (maxFailedIndexes !== undefined && maxFailedIndexes > limits.failedIndexesOfMany) {
    errors.push(atMost(`${path}.maxFailedIndexes`, maxFailedIndexes, limits.failedIndexesOfMany, ` when completions are above ${limits.manyCompletions} and used with backoff limit per index`));
  }
}

function atMost(path: string, value: number, limit: number, when = ""): FieldError {
  return invalidValue(path, value, `must be less than or equal to ${limit}${when}`);
}
