import type { Job } from "../../api/types/batch/v1.gen.ts";
import type { Event, Pod } from "../../api/types/core/v1.gen.ts";
import type { StoreEvent } from "../../store/contract.ts";
import type { Follower } from "./follower.ts";
import { isActive, isFinished, isManagedElsewhere, isTerminal, isTracked, isTrue, type KnownJob, type KnownPod, secondsOf } from "./known.ts";
import type { Ledger } from "./ledger.ts";
import { wrongCounts, wronglyLetGo } from "./rules/counting.ts";
import { wrongEnding } from "./rules/ending.ts";
import { wronglyMade } from "./rules/making.ts";
import { wronglyMoved } from "./rules/pods.ts";
import { wrongWhenSettled } from "./rules/settled.ts";

/** So many pods' events pass the recorder's limits on how much it says of one object. */
const fewPods = 8;

/**
 * Reads every change that the store has seen, in order, and says what should never have happened. It knows the rules of
 * Jobs (`rules/`) and nothing of how controllers keep them.
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
  readonly #deletedPods = new Set<string>();
  /** How often each event was told, by the object it is about and its reason. */
  readonly #told = new Map<string, Map<string, number>>();
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
    return [...this.#jobs.values()].filter(({ last, deleted }) => !deleted && !isFinished(last.status) && last.spec.suspend !== true && !isManagedElsewhere(last)).map(({ last }) => last);
  }

  /** Somebody from outside is about to delete this pod. */
  podWillBeDeleted(uid: string): void {
    this.#deletedPods.add(uid);
    const pod = this.#jobOfPod.get(uid)?.pods.get(uid);
    if (pod !== undefined) pod.deletedFromOutside = true;
  }

  jobWillBeDeleted(uid: string, propagationPolicy: string): void {
    const known = this.#jobs.get(uid);
    if (known !== undefined) known.deletedFromOutside = propagationPolicy;
  }

  /** `nowMs` is no earlier than the change. */
  see(event: StoreEvent, nowMs: number): void {
    if (event.revision <= this.#revision) this.#break(`revision ${event.revision} came after ${this.#revision}`);
    this.#revision = event.revision;
    const key = event.type === "put" ? event.entry.key : event.key;
    const [, , , resource] = key.split("/");
    if (resource === "events" && event.type === "put") this.#heard(JSON.parse(this.#decoder.decode(event.entry.value)) as Event, key);
    if (resource !== "pods" && resource !== "jobs") return;
    const isPod = resource === "pods";
    if (isPod) this.#podRevisions.push(event.revision);
    if (event.type === "delete") {
      this.#gone(this.#uids.get(key) ?? "", { isPod, nowMs });
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

  /** What must hold when everything has settled. In a calm history no component was ever disturbed, so nothing goes untold. */
  atTheEnd({ isCalm }: { readonly isCalm: boolean }): string[] {
    if (this.broken.length > 0) return this.broken;
    for (const known of this.#jobs.values()) {
      this.#breakAll(`job ${known.last.metadata.name}`, wrongWhenSettled(known));
      if (isCalm) this.#breakAll(`job ${known.last.metadata.name}`, this.#wrongEvents(known));
    }
    return this.broken;
  }

  #job(job: Job): void {
    const uid = job.metadata.uid ?? "";
    const known = this.#jobs.get(uid);
    const parallelism = job.spec.parallelism ?? 1;
    if (known === undefined) {
      this.#jobs.set(uid, { last: job, largestParallelism: parallelism, pods: new Map(), deleted: false, wasResized: job.spec.suspend === true, wasResumed: false, wasStretched: false });
      return;
    }
    const name = `job ${job.metadata.name}`;
    known.wasResized ||= known.last.spec.parallelism !== parallelism || job.spec.suspend === true;
    known.wasResumed ||= known.last.spec.suspend === true && job.spec.suspend !== true;
    known.wasStretched ||= known.last.spec.completions !== job.spec.completions;
    known.largestParallelism = Math.max(known.largestParallelism, parallelism);
    if (JSON.stringify(known.last.status) !== JSON.stringify(job.status)) this.#breakAll(name, [...wrongCounts(known, job), ...wrongEnding(known, job)]);
    known.last = job;
  }

  #pod(pod: Pod): void {
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
    const uid = pod.metadata.uid ?? "";
    const job = this.#jobOfPod.get(uid) ?? this.#jobs.get(owner?.uid ?? "");
    if (job === undefined) return;
    const known = job.pods.get(uid);
    if (known === undefined) {
      this.#jobOfPod.set(uid, job);
      job.pods.set(uid, { last: pod, deleted: false, endedAt: this.#revision, letGo: false, deletedFromOutside: this.#deletedPods.has(uid), deletedAlive: false });
      this.#breakAll(`job ${job.last.metadata.name}: pod ${pod.metadata.name}`, wronglyMade(pod, job));
      return;
    }
    this.#breakAll(`pod ${pod.metadata.name}`, wronglyMoved(known.last, pod, this.#ledger.of(uid)));
    this.#changed(known, pod, job);
  }

  #changed(known: KnownPod, pod: Pod, job: KnownJob): void {
    const wasTracked = isTracked(known.last);
    const wasDisrupted = pod.status?.conditions?.some(({ type, status }) => type === "DisruptionTarget" && status === "True");
    if (isActive(known.last) && !isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined && wasDisrupted !== true) known.deletedAlive = true;
    if (!isTerminal(known.last)) known.endedAt = this.#revision;
    known.last = pod;
    if (wasTracked && !isTracked(pod)) this.#breakAll(`job ${job.last.metadata.name}`, wronglyLetGo(job, known));
  }

  #gone(uid: string, { isPod, nowMs }: { readonly isPod: boolean; readonly nowMs: number }): void {
    if (!isPod) {
      const job = this.#jobs.get(uid);
      if (job === undefined) return;
      job.deleted = true;
      if (job.deletedFromOutside === undefined) this.#breakAll(`job ${job.last.metadata.name}`, wronglyExpired(job, nowMs));
      return;
    }
    const job = this.#jobOfPod.get(uid);
    const pod = job?.pods.get(uid);
    if (job === undefined || pod === undefined) return;
    pod.deleted = true;
    // The last finalizer's removal and the deletion may be one change.
    if (isTracked(pod.last)) this.#breakAll(`job ${job.last.metadata.name}`, wronglyLetGo(job, pod));
  }

  #heard({ involvedObject, reason = "", count = 1 }: Event, key: string): void {
    const about = `${involvedObject.uid} ${reason}`;
    const told = this.#told.get(about) ?? new Map<string, number>();
    told.set(key, count);
    this.#told.set(about, told);
  }

  #wrongEvents({ last: { metadata, status }, pods }: KnownJob): string[] {
    const end = status?.conditions?.find((condition) => ["Complete", "Failed"].includes(condition.type) && condition.status === "True");
    if (end === undefined || pods.size > fewPods) return [];
    const reason = end.type === "Complete" ? "Completed" : (end.reason ?? "");
    const timesTold = (word: string): number => [...(this.#told.get(`${metadata.uid} ${word}`)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
    const broken: string[] = [];
    if (timesTold(reason) !== 1) broken.push(`its end (${reason}) was told ${timesTold(reason)} times`);
    if (timesTold("SuccessfulCreate") !== pods.size) broken.push(`${timesTold("SuccessfulCreate")} of ${pods.size} creations were told`);
    return broken;
  }

  #breakAll(what: string, texts: readonly string[]): void {
    for (const text of texts) this.#break(`${what}: ${text}`);
  }

  #break(text: string): void {
    if (this.broken.length < 20) this.broken.push(`revision ${this.#revision}: ${text}`);
  }
}

/** Nobody has asked for the deletion of the Job: its time to live must have been over. */
function wronglyExpired({ last: { spec, status } }: KnownJob, nowMs: number): string[] {
  if (spec.ttlSecondsAfterFinished === undefined || !isFinished(status)) return ["it was deleted, and nobody had asked for it"];
  const end = status?.conditions?.find(({ type }) => type === "Complete" || type === "Failed");
  const dueAt = secondsOf(end?.lastTransitionTime) + spec.ttlSecondsAfterFinished;
  return nowMs / 1_000 >= dueAt && isTrue(status, end?.type ?? "") ? [] : [`it was deleted ${dueAt - nowMs / 1_000} s before its time to live was over`];
}
