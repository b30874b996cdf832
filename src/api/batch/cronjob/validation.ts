import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import type { CronJob, CronJobSpec } from "../../types/batch/v1.gen.ts";
import { validateJobSpec } from "../job/validation.ts";
import { scheduleProblem } from "./schedule.ts";

/** A job's name adds 11 characters to its cron job's, and must stay a label. */
const maxNameLength = 52;
const concurrencyPolicies = ["Allow", "Forbid", "Replace"];

/** Source: kubernetes pkg/apis/batch/validation ValidateCronJobCreate. */
export function validateCreate(cronJob: CronJob): FieldError[] {
  const errors = validateSpec(cronJob.spec, undefined);
  const name = cronJob.metadata.name ?? "";
  if (name.length > maxNameLength) errors.push(invalidValue("metadata.name", name, `must be no more than ${maxNameLength} characters`));
  return errors;
}

/** Names that were too long before the rule stay. Source: ValidateCronJobUpdate. */
export function validateUpdate(cronJob: CronJob, old: CronJob): FieldError[] {
  return validateSpec(cronJob.spec, old.spec);
}

function validateSpec(spec: CronJobSpec, old: CronJobSpec | undefined): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.schedule) errors.push(required("spec.schedule"));
  else errors.push(...validateSchedule(spec, old));
  for (const field of ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"] as const) errors.push(...validateNonNegative(spec[field], `spec.${field}`));
  if (!spec.concurrencyPolicy) errors.push(required("spec.concurrencyPolicy"));
  else if (!concurrencyPolicies.includes(spec.concurrencyPolicy)) errors.push(notSupported("spec.concurrencyPolicy", spec.concurrencyPolicy, concurrencyPolicies));
  if (spec.timeZone !== undefined && spec.timeZone !== old?.timeZone) errors.push(...validateTimeZone(spec.timeZone));
  errors.push(...validateTemplate(spec));
  return errors;
}

function validateSchedule({ schedule, timeZone }: CronJobSpec, old: CronJobSpec | undefined): FieldError[] {
  const errors: FieldError[] = [];
  if (schedule.includes("TZ") && schedule !== old?.schedule) errors.push(invalidValue("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
  else if (schedule.includes("TZ") && timeZone !== undefined) errors.push(invalidValue("spec.schedule", schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule"));
  else {
    const problem = scheduleProblem(schedule);
    if (problem !== undefined) errors.push(invalidValue("spec.schedule", schedule, problem));
  }
  return errors;
}

function validateTimeZone(timeZone: string): FieldError[] {
  const path = "spec.timeZone";
  if (timeZone === "") return [invalidValue(path, timeZone, "timeZone must be nil or non-empty string")];
  if (timeZone.toLowerCase() === "local") return [invalidValue(path, timeZone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")];
  return isTimeZone(timeZone) ? [] : [invalidValue(path, timeZone, `unknown time zone ${timeZone}`)];
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}

function validateTemplate({ jobTemplate }: CronJobSpec): FieldError[] {
  const path = "spec.jobTemplate.spec";
  const { spec } = jobTemplate;
  if (spec === undefined) return [required(`${path}.template.spec.containers`)];
  const errors: FieldError[] = [];
  if (spec.selector !== undefined) errors.push(invalidValue(`${path}.selector`, spec.selector, "`selector` will be auto-generated"));
  if (spec.manualSelector === true) errors.push(notSupported(`${path}.manualSelector`, spec.manualSelector, ["nil", "false"]));
  errors.push(...validateJobSpec(spec, path));
  return errors;
}
