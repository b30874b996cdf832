import { templateWarnings } from "../../core/pod-template/warnings.ts";
import { podNamesWarnings } from "../../shared/name-warnings.ts";
import type { Job, JobSpec } from "../../types/batch/v1.gen.ts";

/** Past both at once, the intervals of finished indexes can grow past what a status holds. */
const softLimits = { completions: 100_000, parallelism: 10_000 };

/** Source: kubernetes registry/batch/job WarningsOnCreate. */
export function warnings(job: Job): string[] {
  return [...podNamesWarnings(job.metadata.name), ...jobSpecWarnings(job.spec, "spec")];
}

export function updateWarnings(job: Job, old: Job): string[] {
  return job.metadata.generation === old.metadata.generation ? [] : jobSpecWarnings(job.spec, "spec");
}

/** Source: kubernetes pkg/api/job WarningsForJobSpec. */
export function jobSpecWarnings(spec: JobSpec | undefined, path: string): string[] {
  if (spec === undefined) return [];
  const { completionMode, completions = 0, parallelism = 0 } = spec;
  const isLarge = completionMode === "Indexed" && completions > softLimits.completions && parallelism > softLimits.parallelism;
  const sizeWarnings = isLarge
    ? [`${path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`]
    : [];
  return [...sizeWarnings, ...templateWarnings(spec.template, `${path}.template`)];
}
