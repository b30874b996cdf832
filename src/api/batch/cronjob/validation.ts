import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import type { CronJob, CronJobSpec } from "../../types/batch/v1.gen.ts";
import { validateJobSpec } from "../job/validation.ts";
import { scheduleProblem } from "./schedule.ts";
import { validateTimeZone } from "./time-zone.ts";

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
  else addAll(errors, validateSchedule(spec, old));
  addAll(errors, validateNonNegative(spec.startingDeadlineSeconds, "spec.startingDeadlineSeconds"));
  if (spec.timeZone !== undefined && spec.timeZone !== old?.timeZone) addAll(errors, validateTimeZone(spec.timeZone, "spec.timeZone"));
  if (!spec.concurrencyPolicy) errors.push(required("spec.concurrencyPolicy"));
  else if (!concurrencyPolicies.includes(spec.concurrencyPolicy)) errors.push(notSupported("spec.concurrencyPolicy", spec.concurrencyPolicy, concurrencyPolicies));
  addAll(errors, validateTemplate(spec));
  for (const field of ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"] as const) addAll(errors, validateNonNegative(spec[field], `spec.${field}`));
  return errors;
}

/** A zone in the schedule is for those that had one before there was a field for it. Source: validateScheduleFormat. */
function validateSchedule({ schedule, timeZone }: CronJobSpec, old: CronJobSpec | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const problem = scheduleProblem(schedule);
  if (problem !== undefined) errors.push(invalidValue("spec.schedule", schedule, problem));
  if (!schedule.includes("TZ")) return errors;
  const hadZone = old?.schedule.includes("TZ") ?? false;
  if (!hadZone) errors.push(invalidValue("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
  else if (timeZone !== undefined) errors.push(invalidValue("spec.schedule", schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule"));
  return errors;
}

function validateTemplate({ jobTemplate }: CronJobSpec): FieldError[] {
  const path = "spec.jobTemplate.spec";
  const { spec } = jobTemplate;
  if (spec === undefined) return [required(`${path}.template.spec.containers`), required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"')];
  const errors = validateJobSpec(spec, path);
  if (spec.selector !== undefined) errors.push(invalidValue(`${path}.selector`, spec.selector, "`selector` will be auto-generated"));
  if (spec.manualSelector === true) errors.push(notSupported(`${path}.manualSelector`, spec.manualSelector, ["nil", "false"]));
  return errors;
}
