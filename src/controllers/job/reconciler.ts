import type { Job, JobStatus } from "../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Clock, Millis } from "../../base/clock.ts";
import { Client, parseKey } from "../../client/client.ts";
import type { EventRecorder } from "../../client/events/recorder.ts";
import type { Informer } from "../../client/informer/informer.ts";
import { jobs as jobResource, pods as podResource } from "../../client/resources.ts";
import type { Transport } from "../../client/transport.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { deepCopy } from "../../machinery/meta/deep-copy.ts";
import { newControllerRef } from "../../machinery/meta/owner.ts";
import { selectorFromLabelSelector } from "../../machinery/selector/label-selector.ts";
import { claim } from "../shared/claim.ts";
import { removeFinalizer } from "../shared/finalizer.ts";
import { OwnWrites } from "../shared/own-writes.ts";
import { PodControl, isNamespaceTerminating } from "../shared/pod-control.ts";
import { slowStart } from "../shared/slow-start.ts";
import { decideJob } from "./decide.ts";
import type { BackoffRecord } from "./decide/backoff.ts";
import { isFinished } from "./decide/finish.ts";
import type { Decision, SyncAction } from "./decide/observed.ts";
import { jobControllerName, trackingFinalizer } from "./labels.ts";
import type { JobMetrics } from "./metrics.ts";
import { jobKind, newJobPod } from "./new-pod.ts";

/** How long a status that differs in readiness only may wait. Source: kubernetes pkg/controller/job syncJobBatchPeriod. */
const soonMs: Millis = 1_000;

export interface JobReconcilerOptions {
  readonly transport: Transport;
  readonly recorder: EventRecorder;
  readonly clock: Clock;
  readonly metrics: JobMetrics;
  readonly jobs: Informer<Job>;
  readonly pods: Informer<Pod>;
  /** Called when a key should be looked at again because the informers have caught up with it. */
  readonly requeue: (key: string) => void;
}

/** What is kept between two looks at a Job; all of it can be lost at any time. */
interface Memory {
  /** Another Job may take the name, and it starts with nothing. */
  readonly uid: string | undefined;
  backoff?: BackoffRecord;
  /** When a change was first put off as not urgent, by the monotonic clock. */
  putOffAt?: Millis;
  /** A pod may have been made or let go although nobody said so: the pods must be read from the server before the next decision. */
  uncertain?: boolean;
}

/**
 * Brings one Job a step closer to its spec. Level-triggered: it is told which Job to look at and never what happened
 * to it, so a missed event costs latency, not correctness. Throws only where trying again may help.
 */
export class JobReconciler {
  readonly #options: JobReconcilerOptions;
  readonly #client: Client;
  readonly #podControl: PodControl;
  readonly #ownWrites = new OwnWrites();
  readonly #memory = new Map<string, Memory>();

  constructor(options: JobReconcilerOptions) {
    this.#options = options;
    this.#client = new Client(options.transport);
    this.#podControl = new PodControl(options.transport, options.recorder);
  }

  async reconcile(key: string): Promise<{ requeueAfterMs?: Millis }> {
    const { namespace, name } = parseKey(key);
    const job = this.#options.jobs.lister.get(namespace, name);
    if (job === undefined || isManagedElsewhere(job)) {
      this.#forget(key);
      return {};
    }
    if (this.#memoryOf(key, job).uncertain === true) await this.#findLostPods(key, job);
    const unseen = this.#ownWrites.unseen(key);
    if (unseen !== undefined) {
      this.#options.metrics.skippedAsStale();
      void unseen.then(() => this.#options.requeue(key));
      return {};
    }
    if (!["NonIndexed", "Indexed", undefined].includes(job.spec.completionMode)) {
      this.#options.recorder.event(job, "Warning", "UnknownCompletionMode", "Skipped Job sync because completion mode is unknown");
      return {};
    }
    try {
      return isFinished(job) ? await this.#decideAndAct(key, job) : await this.#measured(job, (told) => this.#decideAndAct(key, job, told));
    } catch (error) {
      // Someone wrote the Job meanwhile. Its event brings the key back; the delay is for the case that it came already.
      if (isStatus(error, "Conflict")) return { requeueAfterMs: 100 };
      throw error;
    }
  }

  /** Tells the metrics how it went. Looks at Jobs that have ended are not counted, as upstream does not. */
  async #measured<T>(job: Job, sync: (told: (action: SyncAction) => void) => Promise<T>): Promise<T> {
    const { metrics, clock } = this.#options;
    const startedAt = clock.monotonic();
    let action: SyncAction = "reconciling";
    const end = (result: "success" | "error"): void => metrics.synced(job, { action, result, seconds: (clock.monotonic() - startedAt) / 1_000 });
    try {
      const answer = await sync((decided) => (action = decided));
      end("success");
      return answer;
    } catch (error) {
      end("error");
      throw error;
    }
  }

  async #decideAndAct(key: string, job: Job, told?: (action: SyncAction) => void): Promise<{ requeueAfterMs?: Millis }> {
    const pods = await this.#claimPods(key, job);
    const now = this.#options.clock.now();
    const memory = this.#memoryOf(key, job);
    const decision = decideJob({ job, pods, backoff: memory.backoff, now });
    told?.(decision.action);

    for (const result of await Promise.allSettled(decision.deletes.map((pod) => this.#deletePod(key, job, pod, decision)))) {
      if (result.status === "rejected") throw result.reason; // the status would say that the pod is terminating
    }
    const created = await slowStart(decision.creates, (wanted) => this.#createPod(key, job, wanted));
    this.#options.metrics.podsCreated(job, decision.status, created);

    const putOffMs = decision.statusWrite === "soon" ? this.#putOff(memory) : 0;
    if (decision.statusWrite !== "no" && putOffMs <= 0) {
      await this.#writeStatus(key, job, { ...decision.status, active: (decision.status.active ?? 0) + created.succeeded || undefined });
      this.#options.metrics.counted(job, decision);
      memory.putOffAt = undefined;
    }
    memory.backoff = decision.backoff;
    for (const { type, reason, message } of decision.events) this.#options.recorder.event(job, type, reason, message);
    if (!isFinished(job)) this.#options.metrics.released(job, decision.releases);
    await this.#release(key, job, decision.releases);

    if (created.error !== undefined && !isNamespaceTerminating(created.error)) throw created.error;
    return { requeueAfterMs: soonest(decision.requeueAfterMs, putOffMs > 0 ? putOffMs : undefined) };
  }

  #claimPods(key: string, job: Job): Promise<Pod[]> {
    return claim({
      client: this.#client,
      owner: job,
      ownerResource: jobResource,
      ownerReference: newControllerRef(job, jobKind),
      selector: job.spec.selector,
      informer: this.#options.pods,
      finalizers: [trackingFinalizer],
      onWrite: (pod) => this.#ownWrites.note(key, this.#options.pods, pod),
    });
  }

  async #createPod(key: string, job: Job, wanted: Decision["creates"][number]): Promise<void> {
    try {
      this.#ownWrites.note(key, this.#options.pods, await this.#podControl.create(job, newJobPod(job, wanted)));
    } catch (error) {
      if (!isRefusal(error)) this.#memoryOf(key, job).uncertain = true;
      throw error;
    }
  }

  /** Whatever the server has of this Job counts as written by us: the informer must show it before the next decision. */
  async #findLostPods(key: string, job: Job): Promise<void> {
    const { namespace } = job.metadata;
    const { items } = await this.#client.list(podResource, { namespace, labelSelector: selectorFromLabelSelector(job.spec.selector).toString() });
    for (const pod of items) this.#ownWrites.note(key, this.#options.pods, pod);
    this.#memoryOf(key, job).uncertain = undefined;
  }

  async #deletePod(key: string, job: Job, pod: Pod, { deletesUncounted }: Decision): Promise<void> {
    if (deletesUncounted) await this.#releaseOne(key, job, pod);
    const left = await this.#podControl.delete(job, pod);
    if (left !== undefined) this.#ownWrites.note(key, this.#options.pods, left);
  }

  async #writeStatus(key: string, job: Job, status: JobStatus): Promise<void> {
    try {
      const written = await this.#client.updateStatus(jobResource, deepCopy({ ...job, status }));
      this.#ownWrites.note(key, this.#options.jobs, written);
    } catch (error) {
      // It may stand all the same, and then its failures are not new any more: the pods tell how long to wait.
      if (!isRefusal(error)) this.#memoryOf(key, job).backoff = undefined;
      throw error;
    }
  }

  /** Every pod gets its try; the first error is thrown afterwards. */
  async #release(key: string, job: Job, pods: readonly Pod[]): Promise<void> {
    const results = await Promise.allSettled(pods.map((pod) => this.#releaseOne(key, job, pod)));
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  async #releaseOne(key: string, job: Job, pod: Pod): Promise<void> {
    try {
      const released = await removeFinalizer(this.#client, podResource, pod, trackingFinalizer);
      if (released !== undefined) this.#ownWrites.note(key, this.#options.pods, released);
    } catch (error) {
      if (!isRefusal(error)) this.#memoryOf(key, job).uncertain = true;
      throw error;
    }
  }

  /** Milliseconds until a change that is not urgent must be written after all. */
  #putOff(memory: Memory): Millis {
    const now = this.#options.clock.monotonic();
    memory.putOffAt ??= now;
    return memory.putOffAt + soonMs - now;
  }

  #memoryOf(key: string, { metadata: { uid } }: Job): Memory {
    const known = this.#memory.get(key);
    if (known?.uid === uid && known !== undefined) return known;
    const memory: Memory = { uid };
    this.#memory.set(key, memory);
    return memory;
  }

  #forget(key: string): void {
    this.#memory.delete(key);
    this.#ownWrites.forget(key);
  }
}

/** The server has said no; any other error leaves open whether it did what it was asked. */
function isRefusal(error: unknown): boolean {
  return isStatus(error) && error.code < 500;
}

export function isManagedElsewhere({ spec }: Job): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== jobControllerName;
}

function soonest(...delays: readonly (Millis | undefined)[]): Millis | undefined {
  const known = delays.filter((delay) => delay !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
