import type { Job, JobStatus } from "../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { Counter, exponentialBuckets, Histogram, type MetricsRegistry } from "../../base/metrics/metrics.ts";
import { isTerminal } from "../shared/pods.ts";
import { matchingRule } from "./decide/failure-policy.ts";
import { IndexSet } from "./decide/index-set.ts";
import type { Decision, SyncAction } from "./decide/observed.ts";
import { hasBackoffLimitPerIndex, hasFailed, isIndexed, isTracked, isValid, replacesOnlyFailed } from "./decide/pod-state.ts";

/** What the job controller tells of its work. Source: kubernetes pkg/controller/job/metrics. */
export class JobMetrics {
  readonly #syncDuration: Histogram;
  readonly #syncs: Counter;
  readonly #finished: Counter;
  readonly #managedElsewhere: Counter;
  readonly #podsFinished: Counter;
  readonly #failuresByPolicy: Counter;
  readonly #terminatedTracked: Counter;
  readonly #indexesFinished: Counter;
  readonly #podsCreated: Counter;
  readonly #staleSkips: Counter;

  constructor(registry: MetricsRegistry) {
    const sync = { stability: "STABLE", labels: ["completion_mode", "result", "action"] } as const;
    this.#syncDuration = registry.register(new Histogram({ name: "job_controller_job_sync_duration_seconds", help: "The time it took to sync a job", ...sync, buckets: exponentialBuckets(0.004, 2, 15) }));
    this.#syncs = registry.register(new Counter({ name: "job_controller_job_syncs_total", help: "The number of job syncs", ...sync }));
    this.#finished = registry.register(new Counter({ name: "job_controller_jobs_finished_total", help: "The number of finished jobs", stability: "STABLE", labels: ["completion_mode", "result", "reason"] }));
    this.#managedElsewhere = registry.register(new Counter({ name: "job_controller_jobs_by_external_controller_total", help: "The number of Jobs managed by an external controller", stability: "ALPHA", labels: ["controller_name"] }));
    this.#podsFinished = registry.register(new Counter({ name: "job_controller_job_pods_finished_total", help: "The number of finished Pods that are fully tracked", stability: "STABLE", labels: ["completion_mode", "result"] }));
    this.#failuresByPolicy = registry.register(new Counter({ name: "job_controller_pod_failures_handled_by_failure_policy_total", help: "The number of failed Pods that a rule of the Job's failure policy matched, by the action of that rule.", stability: "ALPHA", labels: ["action"] }));
    this.#terminatedTracked = registry.register(new Counter({
      name: "job_controller_terminated_pods_tracking_finalizer_total",
      help: 'The number of terminated pods (phase=Failed|Succeeded) that have the finalizer batch.kubernetes.io/job-tracking. The event label can be "add" or "delete".',
      stability: "ALPHA",
      labels: ["event"],
    }));
    this.#indexesFinished = registry.register(new Counter({ name: "job_controller_job_finished_indexes_total", help: 'The number of finished indexes. The status label is "succeeded" or "failed", the backoffLimit label "perIndex" or "global".', stability: "ALPHA", labels: ["status", "backoffLimit"] }));
    this.#podsCreated = registry.register(new Counter({ name: "job_controller_job_pods_creation_total", help: 'The number of Pods created by the Job controller. The reason label is "new", "recreate_terminating_or_failed" or "recreate_failed", the status label "succeeded" or "failed".', stability: "ALPHA", labels: ["reason", "status"] }));
    this.#staleSkips = registry.register(new Counter({ name: "job_controller_stale_sync_skips_total", help: "Total number of Job syncs skipped due to a stale watch cache.", stability: "ALPHA", labels: ["group", "resource"] }));
  }

  synced(job: Job, { action, result, seconds }: { readonly action: SyncAction; readonly result: "success" | "error"; readonly seconds: number }): void {
    this.#syncs.labels(modeOf(job), result, action).inc();
    this.#syncDuration.labels(modeOf(job), result, action).observe(seconds);
  }

  /** The informers do not show yet what was written for the Job. */
  skippedAsStale(): void {
    this.#staleSkips.labels("batch", "jobs").inc();
  }

  /** A Job has come that names another controller. */
  managedElsewhere({ spec: { managedBy = "" } }: Job): void {
    this.#managedElsewhere.labels(managedBy).inc();
  }

  podsCreated(job: Job, { failed = 0, terminating = 0 }: JobStatus, made: { readonly succeeded: number; readonly failed: number }): void {
    const again = replacesOnlyFailed(job) && failed > 0 ? "recreate_failed" : failed > 0 || terminating > 0 ? "recreate_terminating_or_failed" : "new";
    for (const status of ["succeeded", "failed"] as const) if (made[status] > 0) this.#podsCreated.labels(again, status).inc(made[status]);
  }

  /** The decision's status stands: what it counts more than the last one counts here too. */
  counted(job: Job, { status, finish }: Pick<Decision, "status" | "finish">): void {
    const mode = modeOf(job);
    this.#podsFinished.labels(mode, "succeeded").inc(isIndexed(job) ? this.#countIndexes(job, status) : growth(job.status?.succeeded, status.succeeded));
    this.#podsFinished.labels(mode, "failed").inc(growth(job.status?.failed, status.failed));
    if (finish !== undefined) this.#finished.labels(mode, finish.terminal === "Complete" ? "succeeded" : "failed", finish.reason).inc();
  }

  /** These pods are about to lose their finalizer: what the failure policy said of those that failed since the last status. */
  released(job: Job, pods: readonly Pod[]): void {
    const { podFailurePolicy } = job.spec;
    if (podFailurePolicy === undefined) return;
    for (const pod of pods) {
      const isCounted = job.status?.uncountedTerminatedPods?.failed?.includes(pod.metadata.uid ?? "") === true;
      const rule = hasFailed(pod, job) && isValid(pod, job) && !isCounted ? matchingRule(podFailurePolicy, pod) : undefined;
      if (rule !== undefined) this.#failuresByPolicy.labels(rule.action).inc();
    }
  }

  /** A pod, of whatever owner, came into or out of the state in which it has ended and waits to be counted. Undefined: it was or is not there. */
  podChanged(before: Pod | undefined, after: Pod | undefined): void {
    const was = before !== undefined && isTerminal(before) && isTracked(before);
    const is = after !== undefined && isTerminal(after) && isTracked(after);
    if (was !== is) this.#terminatedTracked.labels(is ? "add" : "delete").inc();
  }

  #countIndexes(job: Job, status: JobStatus): number {
    const completions = job.spec.completions ?? 0;
    const limit = hasBackoffLimitPerIndex(job) ? "perIndex" : "global";
    const size = (text: string | undefined): number => IndexSet.parse(text, completions).size;
    const grown = (before: string | undefined, after: string | undefined): number => (before === after ? 0 : growth(size(before), size(after)));
    const succeeded = grown(job.status?.completedIndexes, status.completedIndexes);
    this.#indexesFinished.labels("succeeded", limit).inc(succeeded);
    const failed = limit === "perIndex" ? grown(job.status?.failedIndexes, status.failedIndexes) : 0;
    if (failed > 0) this.#indexesFinished.labels("failed", limit).inc(failed);
    return succeeded;
  }
}

function modeOf({ spec }: Job): string {
  return spec.completionMode ?? "NonIndexed";
}

/** Counters do not fall, even where a Job is made smaller. */
function growth(before = 0, after = 0): number {
  return Math.max(0, after - before);
}
