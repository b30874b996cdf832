import { humanDuration } from "../../../machinery/duration/human-duration.ts";
import type { Cell } from "../../../machinery/table/table.ts";
import { parseTime } from "../../../machinery/time/time.ts";
import { formatLabelSelector } from "../../shared/format-selector.ts";
import { ageCell } from "../../shared/print-age.ts";
import { containerCells } from "../../shared/print-containers.ts";
import type { Job } from "../../types/batch/v1.gen.ts";

/** NAME STATUS COMPLETIONS DURATION AGE, then CONTAINERS IMAGES SELECTOR. Source: kubernetes pkg/printers printJob. */
export function printRow(job: Job, now: number): Cell[] {
  return [
    job.metadata.name ?? "",
    statusCell(job),
    completionsCell(job),
    durationCell(job, now),
    ageCell(job.metadata.creationTimestamp, now),
    ...containerCells(job.spec.template.spec?.containers),
    formatLabelSelector(job.spec.selector),
  ];
}

function statusCell(job: Job): string {
  if (hasCondition(job, "Complete")) return "Complete";
  if (hasCondition(job, "Failed")) return "Failed";
  if (job.metadata.deletionTimestamp !== undefined) return "Terminating";
  if (hasCondition(job, "Suspended")) return "Suspended";
  if (hasCondition(job, "FailureTarget")) return "FailureTarget";
  if (hasCondition(job, "SuccessCriteriaMet")) return "SuccessCriteriaMet";
  return "Running";
}

function completionsCell({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationCell({ status }: Job, now: number): string {
  if (status?.startTime === undefined) return "";
  const end = status.completionTime === undefined ? now : parseTime(status.completionTime);
  return humanDuration(end - parseTime(status.startTime));
}

function hasCondition(job: Job, type: string): boolean {
  return job.status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}
