import type { Job, JobStatus } from "../../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { Millis } from "../../../base/clock.ts";
import type { BackoffRecord } from "./backoff.ts";
import type { IndexFailures } from "./failed-indexes.ts";
import type { Finish } from "./finish.ts";

/** Everything the decision may look at. Nothing else is read: no cache, no clock, no API. */
export interface Observed {
  readonly job: Job;
  /** The pods that the Job controls, ended ones included. */
  readonly pods: readonly Pod[];
  /** What the last decision returned; absent after a restart, when the pods that are left must do. */
  readonly backoff?: BackoffRecord;
  readonly now: Millis;
}

/** A pod to make. Pods of an Indexed Job say which index they are for, and how often it has failed. */
export interface WantedPod {
  readonly index?: number;
  readonly failures?: IndexFailures;
}

export interface JobEvent {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
}

/** What a look at a Job comes to, as its metrics call it. Source: kubernetes pkg/controller/job/metrics. */
export type SyncAction = "reconciling" | "tracking" | "pods_created" | "pods_deleted";

/**
 * What the shell must do, in this order: deletions, creations, the status, and only when the status stands, events and
 * releases. A crash between any two leaves a state from which the next decision goes on.
 */
export interface Decision {
  readonly deletes: readonly Pod[];
  /**
   * True where the Job has too many pods or is suspended: what is deleted counts neither as succeeded nor as failed, so
   * its tracking finalizer goes before it. Source: kubernetes pkg/controller/job deleteJobPods.
   */
  readonly deletesUncounted: boolean;
  readonly creates: readonly WantedPod[];
  /** As it stands after `deletes` and before `creates`: the shell adds to `active` what it made. */
  readonly status: JobStatus;
  /** `soon`: only a number for people's eyes has changed, which may wait for a change that matters. */
  readonly statusWrite: "no" | "soon" | "now";
  /** Pods that the status accounts for, which may lose their tracking finalizer. */
  readonly releases: readonly Pod[];
  readonly events: readonly JobEvent[];
  readonly action: SyncAction;
  /** Why the Job has ended, when `status` is the first to say so. */
  readonly finish?: Finish;
  /** To be handed to the next decision, once the status stands. */
  readonly backoff: BackoffRecord;
  readonly requeueAfterMs?: Millis;
}
