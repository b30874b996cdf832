import type { Job, JobStatus } from "../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { StoreEvent } from "../../store/contract.ts";
import type { Follower } from "./follower.ts";
import type { Ledger } from "./ledger.ts";

const trackingFinalizer = "batch.kubernetes.io/job-tracking";
const indexAnnotation = "batch.kubernetes.io/job-completion-index";

interface KnownJob {
  last: Job;
  /** The largest parallelism that it ever had. */
  largestParallelism: number;
  readonly pods: Map<string, KnownPod>;
  deleted: boolean;
}

interface KnownPod {
  last: Pod;
  /** Its object is gone. */
  deleted: boolean;
}

/**
 * Reads every change that the store has seen, in order, and says what should never have happened. It knows the rules of
 * Jobs and nothing of how controllers keep them.
 */
export class Witness {
  readonly broken: string[] = [];
  /** Revisions at which a pod changed. */
  readonly #podRevisions: number[] = [];
  readonly #ledger: Ledger;
  readonly #jobs = new Map<string, KnownJob>();
  readonly #uids = new Map<string, string>();
  /** Whose pods they were made, which they stay when they are orphaned. */
  readonly #jobOfPod = new Map<string, KnownJob>();
  readonly #decoder = new TextDecoder();
  #revision = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The Jobs that have ever been, the latest state of each. */
  get jobs(): readonly Job[] {
    return [...this.#jobs.values()].map(({ last }) => last);
  }

  get unfinished(): readonly Job[] {
    return [...this.#jobs.values()].filter(({ last, deleted }) => !deleted && !isFinished(last.status) && last.spec.suspend !== true).map(({ last }) => last);
  }

  see(event: StoreEvent): void {
    if (event.revision <= this.#revision) this.#break(`revision ${event.revision} came after ${this.#revision}`);
    this.#revision = event.revision;
    const key = event.type === "put" ? event.entry.key : event.key;
    if (!key.startsWith("/registry/core/pods/") && !key.startsWith("/registry/pods/") && !key.startsWith("/registry/batch/jobs/")) return;
    const isPod = key.includes("/pods/");
    if (isPod) this.#podRevisions.push(event.revision);
    if (event.type === "delete") {
      this.#gone(this.#uids.get(key) ?? "", isPod);
      return;
    }
    const object = JSON.parse(this.#decoder.decode(event.entry.value)) as Pod & Job;
    this.#uids.set(key, object.metadata.uid ?? "");
    if (isPod) this.#pod(object);
    else this.#job(object);
  }

  /** Whoever watched pods all the time must have seen each change once, in order. */
  compare({ seen, hasGap }: Follower): void {
    const wrong = this.#podRevisions.findIndex((revision, place) => seen[place] !== revision);
    if (!hasGap && wrong >= 0) this.#break(`a watch of pods brought revision ${seen[wrong]} where ${this.#podRevisions[wrong]} was next`);
    else if (!hasGap && seen.length > this.#podRevisions.length) this.#break(`a watch of pods brought ${seen.length} changes of ${this.#podRevisions.length}`);
  }

  /** What must hold when everything has settled. */
  atTheEnd(): string[] {
    if (this.broken.length === 0) for (const known of this.#jobs.values()) this.#jobAtTheEnd(known);
    return this.broken;
  }

  #job(job: Job): void {
    const uid = job.metadata.uid ?? "";
    const known = this.#jobs.get(uid);
    const parallelism = job.spec.parallelism ?? 1;
    if (known === undefined) {
      this.#jobs.set(uid, { last: job, largestParallelism: parallelism, pods: new Map(), deleted: false });
      return;
    }
    this.#statusMoved(job, known.last.status ?? {}, job.status ?? {}, known);
    known.last = job;
    known.largestParallelism = Math.max(known.largestParallelism, parallelism);
  }

  #statusMoved(job: Job, old: JobStatus, next: JobStatus, known: KnownJob): void {
    const { name } = job.metadata;
    for (const counter of ["succeeded", "failed"] as const) {
      const isIndexedSuccess = counter === "succeeded" && job.spec.completionMode === "Indexed"; // an elastic Job forgets indexes
      if (!isIndexedSuccess && (next[counter] ?? 0) < (old[counter] ?? 0)) this.#break(`job ${name}: ${counter} fell from ${old[counter]} to ${next[counter] ?? 0}`);
    }
    for (const type of ["Complete", "Failed"]) if (isTrue(old, type) && !isTrue(next, type)) this.#break(`job ${name}: it was ${type} and is not any more`);
    if (isTrue(next, "Complete") && isTrue(next, "Failed")) this.#break(`job ${name}: it is Complete and Failed`);
    if (isFinished(old) && JSON.stringify([old.succeeded, old.failed]) !== JSON.stringify([next.succeeded, next.failed])) this.#break(`job ${name}: it was finished and was counted again`);
    const pods = [...known.pods.values()].map(({ last }) => last);
    const succeeded = pods.filter(({ status }) => status?.phase === "Succeeded");
    const counted = (next.succeeded ?? 0) + (next.uncountedTerminatedPods?.succeeded?.length ?? 0);
    if (counted > succeeded.length) this.#break(`job ${name}: ${counted} successes are counted and ${succeeded.length} pods succeeded`);
    if (job.spec.completions !== undefined && counted > job.spec.completions) this.#break(`job ${name}: ${counted} successes for ${job.spec.completions} completions`);
    const failed = (next.failed ?? 0) + (next.uncountedTerminatedPods?.failed?.length ?? 0);
    if (failed > pods.length) this.#break(`job ${name}: ${failed} failures are counted and it had ${pods.length} pods`);
    if (!isFinished(next)) return;
    const running = [...known.pods.values()].filter(({ last, deleted }) => !deleted && isActive(last));
    if (running.length > 0) this.#break(`job ${name}: it is finished and ${running.length} of its pods are active`);
  }

  #pod(pod: Pod): void {
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
    const uid = pod.metadata.uid ?? "";
    const job = this.#jobOfPod.get(uid) ?? this.#jobs.get(owner?.uid ?? "");
    if (job === undefined) return;
    const known = job.pods.get(uid);
    if (known === undefined) {
      this.#jobOfPod.set(uid, job);
      job.pods.set(uid, { last: pod, deleted: false });
      this.#podMade(pod, job);
      return;
    }
    this.#podMoved(known.last, pod);
    known.last = pod;
  }

  #podMade(pod: Pod, job: KnownJob): void {
    const { name, finalizers } = pod.metadata;
    const { spec, metadata, status } = job.last;
    const active = [...job.pods.values()].filter(({ last, deleted }) => !deleted && isActive(last)).map(({ last }) => last);
    if (active.length > job.largestParallelism) this.#break(`job ${metadata.name}: pod ${name} is the ${active.length}th active one, with a parallelism of at most ${job.largestParallelism}`);
    if (isFinished(status) && !job.deleted) this.#break(`job ${metadata.name}: pod ${name} was made after its end`);
    if (finalizers?.includes(trackingFinalizer) !== true) this.#break(`pod ${name} was made without ${trackingFinalizer}`);
    if (pod.metadata.ownerReferences?.length !== 1 || pod.metadata.ownerReferences[0]?.blockOwnerDeletion !== true) this.#break(`pod ${name} was made with the owners ${JSON.stringify(pod.metadata.ownerReferences)}`);
    if (spec.completionMode !== "Indexed") return;
    const index = pod.metadata.annotations?.[indexAnnotation];
    const twins = active.filter(({ metadata: { annotations } }) => annotations?.[indexAnnotation] === index);
    if (index === undefined || twins.length > 1) this.#break(`job ${metadata.name}: ${twins.length} pods are active for index ${index}`);
  }

  #podMoved(old: Pod, next: Pod): void {
    const { name, uid = "" } = next.metadata;
    const [before, after] = [old.status?.phase, next.status?.phase];
    if ((before === "Succeeded" || before === "Failed") && before !== after) this.#break(`pod ${name}: its phase went from ${before} to ${after}`);
    if (old.spec.nodeName !== undefined && old.spec.nodeName !== next.spec.nodeName) this.#break(`pod ${name}: it moved from node ${old.spec.nodeName} to ${next.spec.nodeName}`);
    if (before === after) return;
    const marks = this.#ledger.of(uid);
    if (after === "Succeeded" && marks.exitCodes.at(-1) !== 0) this.#break(`pod ${name}: it is Succeeded and its container ended with ${marks.exitCodes.at(-1) ?? "nothing"}`);
    if (next.spec.restartPolicy === "Never" && marks.starts > 1) this.#break(`pod ${name}: its container was started ${marks.starts} times and may not be restarted`);
  }

  #gone(uid: string, isPod: boolean): void {
    if (!isPod) {
      const job = this.#jobs.get(uid);
      if (job !== undefined) job.deleted = true;
      return;
    }
    const pod = this.#jobOfPod.get(uid)?.pods.get(uid);
    if (pod !== undefined) pod.deleted = true;
  }

  #jobAtTheEnd({ last: { spec, status = {}, metadata }, pods, deleted }: KnownJob): void {
    const all = [...pods.values()];
    const left = all.filter((pod) => !pod.deleted);
    const tracked = left.filter(({ last }) => last.metadata.finalizers?.includes(trackingFinalizer));
    const isOver = deleted || isFinished(status);
    if (isOver && tracked.length > 0) this.#break(`job ${metadata.name}: ${tracked.length} pods still have ${trackingFinalizer} after its end`);
    if (deleted) return;
    if (metadata.deletionTimestamp !== undefined) this.#break(`job ${metadata.name}: it is still being deleted (${metadata.finalizers})`);
    if (!isFinished(status)) {
      if (spec.suspend !== true) this.#break(`job ${metadata.name}: it has not ended: ${JSON.stringify(status)}`);
      return;
    }
    if (spec.completionMode === "Indexed" || spec.podFailurePolicy !== undefined) return;
    // Every pod that there ever was is counted exactly once, but for those that were stopped because the Job had succeeded.
    const counted = (status.succeeded ?? 0) + (status.failed ?? 0);
    const succeeded = all.filter(({ last }) => last.status?.phase === "Succeeded").length;
    const stopped = isTrue(status, "Complete") ? all.filter(({ last }) => last.metadata.deletionTimestamp !== undefined).length : 0;
    if (counted > all.length || counted < all.length - stopped) this.#break(`job ${metadata.name}: ${status.succeeded ?? 0} successes and ${status.failed ?? 0} failures are counted of ${all.length} pods (${succeeded} succeeded)`);
  }

  #break(text: string): void {
    if (this.broken.length < 20) this.broken.push(`revision ${this.#revision}: ${text}`);
  }
}

function isTrue(status: JobStatus | undefined, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === "True") === true;
}

export function isFinished(status: JobStatus | undefined): boolean {
  return isTrue(status, "Complete") || isTrue(status, "Failed");
}

function isActive({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && status?.phase !== "Succeeded" && status?.phase !== "Failed";
}
