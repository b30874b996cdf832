import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { Job } from "../../types/batch/v1.gen.ts";
import { firstCommonIndex, parseIndexIntervals } from "./index-intervals.ts";
import { haveChanged } from "./status-changes.ts";

/** The indexes that have succeeded and failed, where either list has changed. Source: kubernetes batch validation validateJobStatus. */
export function validateIndexLists(job: Job, old: Job): FieldError[] {
  const { completions, completionMode, backoffLimitPerIndex } = job.spec;
  const { completedIndexes = "", failedIndexes } = job.status ?? {};
  const changed = haveChanged(job, old);
  const errors: FieldError[] = [];
  const validateFormat = (field: "completedIndexes" | "failedIndexes", text: string, limit: number): void => {
    const intervals = parseIndexIntervals(text, limit);
    if (typeof intervals === "string") errors.push(invalidValue(`status.${field}`, text, `error parsing ${field}: ${intervals}`));
  };
  if (changed.completedIndexes && completions !== undefined) validateFormat("completedIndexes", completedIndexes, completions);
  if (changed.failedIndexes && completions !== undefined && backoffLimitPerIndex !== undefined && failedIndexes !== undefined) validateFormat("failedIndexes", failedIndexes, completions);
  if (changed.completedIndexes && completedIndexes !== "" && completionMode !== "Indexed") {
    errors.push(invalidValue("status.completedIndexes", completedIndexes, "cannot set non-empty completedIndexes when non-indexed completion mode"));
  }
  if (changed.failedIndexes && backoffLimitPerIndex === undefined && failedIndexes !== undefined) {
    errors.push(invalidValue("status.failedIndexes", failedIndexes, "cannot set non-null failedIndexes when backoffLimitPerIndex is null"));
  }
  if ((changed.failedIndexes || changed.completedIndexes) && completions !== undefined && failedIndexes !== undefined) {
    const common = firstCommonIndex(completedIndexes, failedIndexes, completions);
    if (common !== undefined) errors.push(invalidValue("status.failedIndexes", failedIndexes, `failedIndexes and completedIndexes overlap at index: ${common}`));
  }
  return errors;
}
