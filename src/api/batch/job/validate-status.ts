import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { parseTime } from "../../../machinery/time/time.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import type { Job, JobStatus } from "../../types/batch/v1.gen.ts";
import { type IndexInterval, intervalsOverlap, parseIndexIntervals } from "./index-intervals.ts";

/** A status endpoint's rules: no job that is over comes back, and the counters only ever grow. Source: kubernetes batch validation ValidateJobStatusUpdate. */
export function validateStatusUpdate(job: Job, old: Job): FieldError[] {
  const status = job.status ?? {};
  const before = old.status ?? {};
  return [...validateNumbers(status), ...validateConditions(status, before), ...validateTimes(job, status, before), ...validateFinished(status), ...validateCounters(status, before), ...validateIndexLists(job, status)];
}

function validateNumbers(status: JobStatus): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["active", "succeeded", "failed", "ready", "terminating"] as const) errors.push(...validateNonNegative(status[field], `status.${field}`));
  const { ready = 0, active = 0 } = status;
  if (ready > active) errors.push(invalidValue("status.ready", ready, "cannot set more ready pods than active"));
  return errors;
}

function isTrue(status: JobStatus, type: string): boolean {
  return status.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}

const lastingConditions = ["Complete", "Failed", "FailureTarget", "SuccessCriteriaMet"] as const;

/** Pairs that contradict each other. */
const exclusiveConditions = [
  ["Complete", "Failed"],
  ["Complete", "FailureTarget"],
  ["SuccessCriteriaMet", "Failed"],
  ["SuccessCriteriaMet", "FailureTarget"],
] as const;

function validateConditions(status: JobStatus, before: JobStatus): FieldError[] {
  const path = "status.conditions";
  const errors: FieldError[] = [];
  const refuse = (why: string) => errors.push(invalidValue(path, status.conditions ?? [], why));
  for (const type of lastingConditions) if (isTrue(before, type) && !isTrue(status, type)) refuse(`cannot disable the ${type}=True condition`);
  for (const [one, other] of exclusiveConditions) if (isTrue(status, one) && isTrue(status, other)) refuse(`cannot set ${one}=True and ${other}=true conditions`);
  if (isTrue(status, "Complete") && !isTrue(status, "SuccessCriteriaMet")) refuse("cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
  if (isTrue(status, "Failed") && !isTrue(status, "FailureTarget")) refuse("cannot set Failed=True condition without the FailureTarget=true condition");
  return errors;
}

function validateTimes({ spec }: Job, status: JobStatus, before: JobStatus): FieldError[] {
  const errors: FieldError[] = [];
  const complete = isTrue(status, "Complete");
  if (complete && status.completionTime === undefined) errors.push(required("status.completionTime", "completionTime is required for Complete jobs"));
  if (!complete && status.completionTime !== undefined) errors.push(invalidValue("status.completionTime", status.completionTime, "cannot set completionTime when there is no Complete=True condition"));
  if (before.completionTime !== undefined && status.completionTime !== undefined && before.completionTime !== status.completionTime) {
    errors.push(immutableField("status.completionTime", status.completionTime));
  }
  if (before.startTime !== undefined && status.startTime === undefined && spec.suspend !== true) errors.push(required("status.startTime", "startTime cannot be removed for unsuspended job"));
  if (before.startTime !== undefined && status.startTime !== undefined && before.startTime !== status.startTime && spec.suspend !== true) {
    errors.push(required("status.startTime", "startTime cannot be modified for unsuspended job"));
  }
  if (status.completionTime !== undefined && status.startTime !== undefined && parseTime(status.completionTime) < parseTime(status.startTime)) {
    errors.push(invalidValue("status.completionTime", status.completionTime, "completionTime cannot be set before startTime"));
  }
  return errors;
}

/** A job that is over has no pods left to wait for or to count. */
function validateFinished(status: JobStatus): FieldError[] {
  if (!isTrue(status, "Complete") && !isTrue(status, "Failed")) return [];
  const errors: FieldError[] = [];
  if (status.startTime === undefined) errors.push(required("status.startTime", "startTime is required for finished job"));
  if ((status.active ?? 0) > 0) errors.push(invalidValue("status.active", status.active, "active>0 is invalid for finished job"));
  if ((status.terminating ?? 0) > 0) errors.push(invalidValue("status.terminating", status.terminating, "terminating>0 is invalid for finished job"));
  const uncounted = status.uncountedTerminatedPods;
  if ((uncounted?.failed ?? []).length > 0 || (uncounted?.succeeded ?? []).length > 0) {
    errors.push(invalidValue("status.uncountedTerminatedPods", uncounted, "uncountedTerminatedPods needs to be empty for finished job"));
  }
  return errors;
}

function validateCounters(status: JobStatus, before: JobStatus): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["failed", "succeeded"] as const) {
    const now = status[field] ?? 0;
    // An Indexed job that shrinks may take back indexes that had succeeded.
    const mayShrink = field === "succeeded" && !semanticEqual(status.completedIndexes, before.completedIndexes);
    if (now < (before[field] ?? 0) && !mayShrink) errors.push(invalidValue(`status.${field}`, now, `cannot decrease the ${field} counter`));
  }
  return errors;
}

function validateIndexLists({ spec }: Job, status: JobStatus): FieldError[] {
  const errors: FieldError[] = [];
  const parsed: IndexInterval[][] = [];
  for (const field of ["completedIndexes", "failedIndexes"] as const) {
    const text = status[field];
    if (text === undefined || text === "") continue;
    if (spec.completionMode !== "Indexed") errors.push(invalidValue(`status.${field}`, text, `cannot set non-empty ${field} when non-indexed completion mode`));
    const intervals = parseIndexIntervals(text, spec.completions ?? 0);
    if (typeof intervals === "string") errors.push(invalidValue(`status.${field}`, text, `error parsing ${field}: ${intervals}`));
    else parsed.push(intervals);
  }
  if (status.failedIndexes && spec.backoffLimitPerIndex === undefined) errors.push(invalidValue("status.failedIndexes", status.failedIndexes, "cannot set non-empty failedIndexes when no backoff limit per index"));
  if (parsed.length === 2 && intervalsOverlap(parsed[0] as IndexInterval[], parsed[1] as IndexInterval[])) {
    errors.push(invalidValue("status.completedIndexes", status.completedIndexes, "failedIndexes and completedIndexes overlap"));
  }
  return errors;
}
