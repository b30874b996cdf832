import { keepStatusAndCountGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { Job } from "../../types/batch/v1.gen.ts";

const uidLabel = "batch.kubernetes.io/controller-uid";

/** Source: kubernetes registry/batch/job jobStrategy.PrepareForCreate. */
export function prepareForCreate(job: Job): void {
  metadataOf(job).generation = 1;
  job.status = {};
  const written = job.spec.template.metadata?.labels;
  if (job.spec.manualSelector !== true) generateSelector(job);
  // A job without labels of its own has its template's, those that were just made included.
  const { labels = {} } = job.metadata;
  if (Object.keys(labels).length === 0 || labels === written) metadataOf(job).labels = { ...job.spec.template.metadata?.labels };
}

/** Ties the job to its own pods by its UID. Labels and selectors that the user wrote stay; validation refuses those that do not fit. */
function generateSelector(job: Job): void {
  const { uid = "", name = "" } = job.metadata;
  const { template, selector } = job.spec;
  const labels = { ...template.metadata?.labels };
  labels["controller-uid"] ??= uid;
  labels[uidLabel] ??= uid;
  labels["job-name"] ??= name;
  labels["batch.kubernetes.io/job-name"] ??= name;
  template.metadata = { ...template.metadata, labels };
  job.spec.selector = { ...selector, matchLabels: { [uidLabel]: uid, ...selector?.matchLabels } };
}

/** Source: jobStrategy.PrepareForUpdate. */
export function prepareForUpdate(job: Job, old: Job): void {
  keepStatusAndCountGeneration(job, old);
}
