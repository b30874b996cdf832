import type { Job, JobStatus } from "../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";

export const trackingFinalizer = "batch.kubernetes.io/job-tracking";

/** What the witness remembers of one Job, as its changes told it. */
export interface KnownJob {
  last: Job;
  readonly pods: Map<string, KnownPod>;
  deleted: boolean;
  /** The largest parallelism that it ever had. */
  largestParallelism: number;
  /** Its size was changed, or it was suspended: it may have had too many pods. */
  wasResized: boolean;
  /** It was suspended and is not, or was not for a while: whoever made a pod may have seen it then. */
  wasResumed: boolean;
  /** Its completions were changed: indexes may have come and gone. */
  wasStretched: boolean;
  /** Somebody outside the cluster asked for its deletion, in this way. */
  deletedFromOutside?: string;
}

export interface KnownPod {
  last: Pod;
  /** Its object is gone. */
  deleted: boolean;
  /** How its Job has counted it. */
  counted?: "succeeded" | "failed";
  /** The revision at which it ended, or the last one without its having ended. */
  endedAt: number;
  /** Its finalizer went before it had ended: it was one too many. */
  letGo: boolean;
  /** Somebody outside the cluster asked for its deletion. */
  deletedFromOutside: boolean;
  /** It had neither ended nor been disrupted when its deletion was asked for. */
  deletedAlive: boolean;
}

export function isTrue(status: JobStatus | undefined, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === "True") === true;
}

export function isFinished(status: JobStatus | undefined): boolean {
  return isTrue(status, "Complete") || isTrue(status, "Failed");
}

/** Its end is decided, and may wait for its pods. */
export function isEnding(status: JobStatus | undefined): boolean {
  return isFinished(status) || isTrue(status, "SuccessCriteriaMet") || isTrue(status, "FailureTarget");
}

export function isTerminal({ status }: Pod): boolean {
  return status?.phase === "Succeeded" || status?.phase === "Failed";
}

export function isActive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isTerminal(pod);
}

export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(trackingFinalizer) === true;
}

export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === "Indexed";
}

/** Our controller is to leave it alone. */
export function isManagedElsewhere({ spec }: Job): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== "kubernetes.io/job-controller";
}

/** The Job still owns the pod: orphaning takes the reference away. */
export function isOwnedBy({ metadata }: Pod, job: Job): boolean {
  return metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid) === true;
}

export function indexOf({ metadata }: Pod): number {
  return Number(metadata.annotations?.["batch.kubernetes.io/job-completion-index"] ?? Number.NaN);
}

/** Reads `0,2-4`. */
export function indexesOf(text: string | undefined): Set<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? "").split(",").filter((word) => word !== "")) {
    const [first = 0, last = first] = part.split("-").map(Number);
    for (let index = first; index <= last; index++) indexes.add(index);
  }
  return indexes;
}

/** How many of its pods the status says have failed, whether or not their finalizers are gone. */
export function failuresIn({ failed = 0, uncountedTerminatedPods }: JobStatus): number {
  return failed + (uncountedTerminatedPods?.failed?.length ?? 0);
}

export function secondsOf(time: string | undefined): number {
  return time === undefined ? Number.NaN : Date.parse(time) / 1_000;
}
