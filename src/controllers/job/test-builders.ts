import type { Job, JobSpec, JobStatus } from "../../api/types/batch/v1.gen.ts";
import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { formatTime } from "../../machinery/time/time.ts";
import { completionIndexAnnotation, indexFailureCountAnnotation, trackingFinalizer } from "./labels.ts";

/** Noon: what the tests of this folder call now. */
export const now: Millis = Date.UTC(2026, 0, 1, 12);

/** The time so many seconds before `now`, as the API writes it. */
export function ago(seconds: number): string {
  return formatTime(now - seconds * 1_000);
}

/** The Job `default/pi`, as the server stores it: defaults filled in, started 60 s ago. */
export function aJob(spec: Partial<JobSpec> = {}, status: JobStatus = {}, metadata: Partial<Job["metadata"]> = {}): Job {
  const { completions = "completions" in spec ? undefined : 1 } = spec;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "pi", namespace: "default", uid: "job-uid", resourceVersion: "1", ...metadata },
    spec: {
      parallelism: 1,
      backoffLimit: 6,
      completionMode: "NonIndexed",
      suspend: false,
      podReplacementPolicy: "TerminatingOrFailed",
      selector: { matchLabels: { "batch.kubernetes.io/controller-uid": "job-uid" } },
      template: {
        metadata: { labels: { "batch.kubernetes.io/controller-uid": "job-uid", "job-name": "pi" } },
        spec: { restartPolicy: "Never", containers: [{ name: "main", image: "busybox" }] },
      },
      ...spec,
      completions,
    },
    status: { startTime: ago(60), ready: 0, terminating: 0, uncountedTerminatedPods: {}, ...status },
  };
}

interface PodOptions {
  readonly index?: number;
  /** The finalizer has been removed: the pod stands in the counters. */
  readonly counted?: boolean;
  readonly deleting?: boolean;
  readonly ready?: boolean;
  readonly failuresBefore?: number;
  readonly status?: PodStatus;
}

/** A pod of `aJob`, running unless told otherwise. */
export function aPod(name: string, { index, counted, deleting, ready, failuresBefore, status }: PodOptions = {}): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "default",
      uid: `uid-${name}`,
      creationTimestamp: ago(50),
      labels: { "batch.kubernetes.io/controller-uid": "job-uid" },
      ...(!counted && { finalizers: [trackingFinalizer] }),
      annotations: {
        ...(index !== undefined && { [completionIndexAnnotation]: `${index}` }),
        ...(failuresBefore !== undefined && { [indexFailureCountAnnotation]: `${failuresBefore}` }),
      },
      ...(deleting && { deletionTimestamp: ago(-25), deletionGracePeriodSeconds: 30 }),
      ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name: "pi", uid: "job-uid", controller: true, blockOwnerDeletion: true }],
    },
    spec: { nodeName: "node-a", containers: [{ name: "main", image: "busybox" }] },
    status: { phase: "Running", ...(ready && { conditions: [{ type: "Ready", status: "True", lastTransitionTime: ago(40) }] }), ...status },
  };
}

export const running = (name: string, options: PodOptions = {}): Pod => aPod(name, options);
export const succeeded = (name: string, options: PodOptions = {}): Pod => aPod(name, { ...options, status: ended("Succeeded", 0, 5) });
/** Failed `secondsAgo`, with an exit code of 1 unless told otherwise. */
export const failed = (name: string, secondsAgo: number, options: PodOptions & { exitCode?: number } = {}): Pod =>
  aPod(name, { ...options, status: { ...ended("Failed", options.exitCode ?? 1, secondsAgo), ...options.status } });

function ended(phase: "Succeeded" | "Failed", exitCode: number, secondsAgo: number): PodStatus {
  return { phase, containerStatuses: [{ name: "main", image: "", imageID: "", ready: false, restartCount: 0, state: { terminated: { exitCode, finishedAt: ago(secondsAgo) } } }] };
}

/** A running pod whose container was restarted so often. */
export const restarted = (name: string, restartCount: number): Pod =>
  aPod(name, { status: { phase: "Running", containerStatuses: [{ name: "main", image: "", imageID: "", ready: true, restartCount }] } });
