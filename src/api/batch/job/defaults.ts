import { metadataOf } from "../../shared/write-rules.ts";
import { maxInt32 } from "../../shared/numbers.ts";
import type { Job, JobSpec } from "../../types/batch/v1.gen.ts";
import { defaultPodTemplate } from "../../core/pod-template/defaults.ts";

/** Source: kubernetes pkg/apis/batch/v1 SetDefaults_Job. */
export function applyDefaults(job: Job): void {
  defaultJobSpec(job.spec);
  const labels = job.spec.template.metadata?.labels;
  const metadata = metadataOf(job);
  // The very labels of the template: what is added to those at creation is added to these.
  if (labels !== undefined && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = labels;
}

/** Also for the jobs that a CronJob makes. A job with neither count runs one pod to its end; a parallelism alone makes it a work queue. */
export function defaultJobSpec(spec: JobSpec): void {
  // This fills in restartPolicy Always where none is named, which validation refuses: the choice is the user's.
  defaultPodTemplate(spec.template);

  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : maxInt32;
  spec.completionMode ??= "NonIndexed";
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? "TerminatingOrFailed" : "Failed";
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= "True";
  }
}
