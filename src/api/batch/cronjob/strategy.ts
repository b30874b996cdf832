import type { Cell } from "../../../machinery/table/table.ts";
import { formatLabelSelector } from "../../shared/format-selector.ts";
import { ageCell, orNone } from "../../shared/print-age.ts";
import { containerCells } from "../../shared/print-containers.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, metadataOf } from "../../shared/write-rules.ts";
import { defaultPodTemplate } from "../../core/pod-template/defaults.ts";
import { podNamesWarnings } from "../../shared/name-warnings.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CronJob, CronJobSpec } from "../../types/batch/v1.gen.ts";
import { jobSpecWarnings } from "../job/warnings.ts";
import { validateCreate, validateUpdate } from "./validation.ts";

/** Cron jobs. Source: kubernetes pkg/registry/batch/cronjob. */
export const strategy: KindStrategy<CronJob> = {
  group: "batch",
  resource: "cronjobs",
  applyDefaults(cronJob) {
    cronJob.spec ??= {} as CronJobSpec;
    const { spec } = cronJob;
    spec.concurrencyPolicy ||= "Allow";
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    // Only the pod template: the job's own defaults come when the job is made.
    defaultPodTemplate(spec.jobTemplate.spec?.template);
  },
  prepareForCreate(cronJob) {
    metadataOf(cronJob).generation = 1;
    cronJob.status = {};
  },
  validateCreate,
  warningsOnCreate: ({ metadata, spec }) => [...podNamesWarnings(metadata.name), ...jobSpecWarnings(spec.jobTemplate.spec, "spec.jobTemplate.spec")],
  warningsOnUpdate: (cronJob, old) => [...(cronJob.metadata.generation === old.metadata.generation ? [] : jobSpecWarnings(cronJob.spec.jobTemplate.spec, "spec.jobTemplate.spec")), ...zoneWarning(cronJob)],
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  printRow,
};

/** The path is upstream's. */
function zoneWarning({ spec }: CronJob): string[] {
  if (!spec.schedule.includes("TZ")) return [];
  return ["cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details"];
}

/** Source: kubernetes pkg/printers printCronJob. */
function printRow({ metadata, spec, status }: CronJob, now: number): Cell[] {
  return [
    metadata.name ?? "",
    spec.schedule,
    orNone(spec.timeZone),
    spec.suspend === undefined ? "<unset>" : spec.suspend ? "True" : "False",
    (status?.active ?? []).length,
    status?.lastScheduleTime === undefined ? "<none>" : ageCell(status.lastScheduleTime, now),
    ageCell(metadata.creationTimestamp, now),
    ...containerCells(spec.jobTemplate.spec?.template.spec?.containers),
    formatLabelSelector(spec.jobTemplate.spec?.selector),
  ];
}
