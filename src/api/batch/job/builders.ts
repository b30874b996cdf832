import { inNormalForm } from "../../shared/normal-form.ts";
import type { Job, JobSpec, JobStatus } from "../../types/batch/v1.gen.ts";
import type { PodSpec } from "../../types/core/v1.gen.ts";
import type { ObjectMeta } from "../../types/meta/v1.gen.ts";
import { strategy } from "./strategy.ts";

export interface JobOverrides {
  readonly name?: string;
  readonly namespace?: string;
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: Partial<JobSpec>;
  /** Of the template. */
  readonly podSpec?: Partial<PodSpec>;
  readonly status?: JobStatus;
}

/** A valid job as the server would store it, its selector and labels generated: one run of `busybox:1` that is never restarted. */
export function aJob({ name = "pi", namespace = "default", metadata, spec, podSpec, status }: JobOverrides = {}): Job {
  const job = inNormalForm(strategy, {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, uid: `uid-${name}`, creationTimestamp: "2026-01-01T00:00:00Z", ...metadata },
    spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "busybox:1" }], ...podSpec } }, ...spec },
  } as Job);
  strategy.prepareForCreate?.(job, { now: 0 });
  if (status !== undefined) job.status = status;
  return job;
}
