import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, immutableField, invalidValue, omittedValue, required } from "../../../machinery/errors/field-errors.ts";
import { parseTime } from "../../../machinery/time/time.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import type { Job, JobStatus } from "../../types/batch/v1.gen.ts";
import { conditionIs, haveChanged, isFinished, isTrue } from "./status-changes.ts";
import { validateIndexLists } from "./validate-status-indexes.ts";

/**
 * A status endpoint's rules: no job that is over comes back, and the counters only ever grow. A rule speaks only where
 * what it looks at has changed: a status that broke it before does not stand in the way of others, and the controller
 * has a sync to mend what a new spec has broken. Source: kubernetes batch validation ValidateJobStatusUpdate, registry
 * batch/job getStatusValidationOptions.
 */
export function validateStatusUpdate(job: Job, old: Job): FieldError[] {
  return [
    ...validateNumbers(job.status ?? {}),
    ...validateUncounted(job.status ?? {}),
    ...validateCompletion(job, old),
    ...validateFinished(job, old),
    ...validateIndexLists(job, old),
    ...validatePodCounts(job, old),
    ...validateCriteria(job),
    ...validateWhatLasts(job, old),
    ...validateCounters(job, old),
    ...validateTimes(job, old),
    ...validateCriteriaUpdate(job, old),
  ];
}

function badConditions(why: string): FieldError {
  return invalidValue("status.conditions", omittedValue, why);
}

function validateNumbers(status: JobStatus): FieldError[] {
  return (["active", "succeeded", "failed", "ready", "terminating"] as const).flatMap((field) => validateNonNegative(status[field], `status.${field}`));
}

/** Each pod once, in one list or the other. */
function validateUncounted({ uncountedTerminatedPods: uncounted }: JobStatus): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const field of ["succeeded", "failed"] as const) {
    for (const [index, uid] of (uncounted?.[field] ?? []).entries()) {
      const at = `status.uncountedTerminatedPods.${field}[${index}]`;
      if (uid === "") errors.push(invalidValue(at, uid, "must not be empty"));
      else if (seen.has(uid)) errors.push(duplicateValue(at, uid));
      seen.add(uid);
    }
  }
  return errors;
}

/** What goes with Complete and Failed, and what does not. */
function validateCompletion(job: Job, old: Job): FieldError[] {
  const errors: FieldError[] = [];
  const { startTime, completionTime } = job.status ?? {};
  const complete = isTrue(job, "Complete");
  const changed = haveChanged(job, old);
  const completeOrTime = changed.condition("Complete") || changed.completionTime;
  if ((changed.condition("Complete") || changed.condition("Failed")) && complete && isTrue(job, "Failed")) errors.push(badConditions("cannot set Complete=True and Failed=true conditions"));
  if ((changed.condition("Complete") || changed.condition("FailureTarget")) && complete && isTrue(job, "FailureTarget")) errors.push(badConditions("cannot set Complete=True and FailureTarget=true conditions"));
  if (completeOrTime && completionTime !== undefined && !complete) errors.push(invalidValue("status.completionTime", completionTime, "cannot set completionTime when there is no Complete=True condition"));
  if (completeOrTime && completionTime === undefined && complete) errors.push(required("status.completionTime", "completionTime is required for Complete jobs"));
  if ((changed.startTime || changed.completionTime) && startTime !== undefined && completionTime !== undefined && parseTime(completionTime) < parseTime(startTime)) {
    errors.push(invalidValue("status.completionTime", completionTime, "must be equal to or after `startTime`"));
  }
  if ((changed.condition("Failed") || changed.failedIndexes) && isTrue(job, "Failed") && !isTrue(job, "FailureTarget")) {
    errors.push(badConditions("cannot set Failed=True condition without the FailureTarget=true condition"));
  }
  if ((changed.condition("Complete") || changed.condition("SuccessCriteriaMet")) && complete && !isTrue(job, "SuccessCriteriaMet")) {
    errors.push(badConditions("cannot set Complete=True condition without the SuccessCriteriaMet=true condition"));
  }
  return errors;
}

/** A job that is over has begun, and has no pods left to wait for or to count. */
function validateFinished(job: Job, old: Job): FieldError[] {
  if (!isFinished(job)) return [];
  const { active = 0, startTime, uncountedTerminatedPods: uncounted } = job.status ?? {};
  const changed = haveChanged(job, old);
  const errors: FieldError[] = [];
  if ((changed.finished || changed.active) && active > 0) errors.push(invalidValue("status.active", active, "active>0 is invalid for finished job"));
  // Nothing to do, and suspended: over without a beginning.
  const neverBegins = job.spec.suspend === true && job.spec.completions === 0;
  if ((changed.finished || changed.startTime) && startTime === undefined && !neverBegins) errors.push(required("status.startTime", "startTime is required for finished job"));
  if ((changed.finished || changed.uncounted) && (uncounted?.failed ?? []).length + (uncounted?.succeeded ?? []).length > 0) {
    errors.push(invalidValue("status.uncountedTerminatedPods", { Succeeded: uncounted?.succeeded ?? null, Failed: uncounted?.failed ?? null }, "must be empty for finished job"));
  }
  return errors;
}

function validatePodCounts(job: Job, old: Job): FieldError[] {
  const { ready, active = 0, terminating = 0 } = job.status ?? {};
  const changed = haveChanged(job, old);
  const errors: FieldError[] = [];
  if ((changed.finished || changed.terminating) && terminating > 0 && isFinished(job)) errors.push(invalidValue("status.terminating", terminating, "terminating>0 is invalid for finished job"));
  if ((changed.ready || changed.active) && ready !== undefined && ready > active) errors.push(invalidValue("status.ready", ready, "cannot set more ready pods than active"));
  return errors;
}

function validateCriteria(job: Job): FieldError[] {
  const errors: FieldError[] = [];
  const met = isTrue(job, "SuccessCriteriaMet");
  if (met && isTrue(job, "Failed")) errors.push(badConditions("cannot set SuccessCriteriaMet=True and Failed=true conditions"));
  if (met && isTrue(job, "FailureTarget")) errors.push(badConditions("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions"));
  if (job.spec.successPolicy !== undefined && !met && isTrue(job, "Complete")) errors.push(badConditions("cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True"));
  return errors;
}

function validateWhatLasts(job: Job, old: Job): FieldError[] {
  return ["Failed", "Complete", "FailureTarget"].filter((type) => isTrue(old, type) && !isTrue(job, type)).map((type) => badConditions(`cannot disable the terminal ${type}=True condition`));
}

function validateCounters({ spec, status = {} }: Job, { status: before = {} }: Job): FieldError[] {
  const errors: FieldError[] = [];
  const { failed = 0, succeeded = 0 } = status;
  if (failed < (before.failed ?? 0)) errors.push(invalidValue("status.failed", failed, "cannot decrease the failed counter"));
  // An Indexed job that shrinks takes back the indexes past its new end.
  const mayShrink = spec.completionMode === "Indexed" && spec.completions === spec.parallelism;
  if (succeeded < (before.succeeded ?? 0) && !mayShrink) errors.push(invalidValue("status.succeeded", succeeded, "cannot decrease the succeeded counter"));
  return errors;
}

function validateTimes(job: Job, old: Job): FieldError[] {
  const { completionTime } = job.status ?? {};
  const errors: FieldError[] = [];
  const changed = haveChanged(job, old);
  if (completionTime !== undefined && old.status?.completionTime !== undefined && changed.completionTime) errors.push(immutableField("status.completionTime", completionTime));
  // A job that goes on begins anew.
  const resumes = isTrue(old, "Suspended") && conditionIs(job, "Suspended", "False");
  if (old.status?.startTime !== undefined && changed.startTime && job.spec.suspend !== true && !resumes) errors.push(required("status.startTime", "startTime cannot be removed for unsuspended job"));
  return errors;
}

function validateCriteriaUpdate(job: Job, old: Job): FieldError[] {
  const errors: FieldError[] = [];
  const met = isTrue(job, "SuccessCriteriaMet");
  const wasMet = isTrue(old, "SuccessCriteriaMet");
  if (wasMet && !met) errors.push(badConditions("cannot disable the SuccessCriteriaMet=True condition"));
  if (isTrue(old, "Complete") && !wasMet && met) errors.push(badConditions("cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions"));
  return errors;
}
