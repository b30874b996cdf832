import type { Timer } from "../../base/clock.ts";
import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import { formatTime, parseTime } from "../../machinery/time/time.ts";
import type { ContainerEventType } from "../cri/contract.ts";
import { PodProbes } from "../probes/pod-probes.ts";
import { applyResize } from "../resize/apply-resize.ts";
import { PodAllocation } from "../resize/pod-allocation.ts";
import { generateStatus } from "../status/generate-status.ts";
import { mergeStatus } from "../status/merge-status.ts";
import { actionKey, type PodAction, type PodDecision } from "./actions.ts";
import { ContainerEnds } from "./container-ends.ts";
import { createSandbox } from "./create-sandbox.ts";
import { decidePod } from "./decide-pod.ts";
import { disruptionOf } from "./disruption.ts";
import { deletePodObject, removeRemains } from "./finish-pod.ts";
import { LookTimes } from "./look-times.ts";
import { runHook } from "./lifecycle-hook.ts";
import { containerType, emptyRuntimeState, hasRunningContainers, type PodEnding, type PodObservation, type PodRuntimeState, specContainers } from "./observation.ts";
import { asksOtherwise, isOwnReport } from "./own-report.ts";
import { PastRuns } from "./past-runs.ts";
import { PodStart } from "./pod-start.ts";
import { PodBackoffs } from "./pod-backoffs.ts";
import type { PodPorts } from "./pod-ports.ts";
import { readPodRuntime } from "./read-pod-runtime.ts";
import { StartError } from "./start-error.ts";
import { StartFailures } from "./start-failures.ts";
import { startContainer } from "./start-container.ts";

/** After something that is nobody's fault in particular (the runtime did not answer), look again after this. */
const retryMs = 1_000;
/** A resize that failed is tried again after this; what stood in its way may have changed. */
const resizeRetryMs = 5_000;

/** Who is told of what other pods of the node have to know. */
export interface PodWorkerOwner {
  /** Nothing of the pod is left on this node. */
  gone(uid: string): void;
  /** Whether the pod waits for room on the node: it is to be woken when there may be some. */
  waitsForRoom(uid: string, waits: boolean): void;
}

/**
 * Looks after one pod, from its coming to this node until nothing of it is left. It is told that something may have
 * changed, never what: each look reads the runtime anew, decides, and starts what is not under way yet.
 *
 *     update / runtime event / probe / timer
 *          │
 *          ▼
 *     read runtime ─► decidePod ─► status, actions ─► (their ends wake it again)
 */
export class PodWorker {
  readonly uid: string;
  /** When this kubelet first saw the pod, in milliseconds since the epoch. */
  readonly seenAt: number;
  readonly #ports: PodPorts;
  readonly #owner: PodWorkerOwner;
  readonly #probes: PodProbes;
  readonly #startTime: number;
  readonly #allocation: PodAllocation;
  #pod: Pod;
  /** The pod's object is gone from the API. */
  #removed = false;
  #runtime: PodRuntimeState = emptyRuntimeState;
  #ending: PodEnding | undefined;
  #admission: "due" | "granted" | "refused";
  #lastStatus: PodStatus | undefined;
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;
  #dirty = false;
  #stale = true;
  #volumesTaken = false;
  #finished = false;
  #cleaned = false;
  #stopped = false;
  readonly #over = Promise.withResolvers<void>();
  /** Starts take their turns: containers come up in the order of the spec. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #inFlight = new Set<string>();
  readonly #starting = new Set<string>();
  readonly #failures = new StartFailures();
  readonly #redefined = new Map<string, string>();
  readonly #backoffs = new PodBackoffs();
  readonly #pastRuns: PastRuns;
  readonly #ends: ContainerEnds;
  readonly #stopping = new AbortController();
  /** Absent for a pod that was started before this kubelet. */
  readonly #start: PodStart | undefined;
  readonly #lookTimes: LookTimes;

  constructor(ports: PodPorts, pod: Pod, owner: PodWorkerOwner) {
    this.uid = pod.metadata.uid ?? "";
    this.seenAt = ports.clock.now();
    this.#ports = ports;
    this.#owner = owner;
    this.#pod = pod;
    // A pod that was here before this kubelet started has been admitted by an earlier one.
    this.#admission = pod.status?.startTime !== undefined || pod.metadata.deletionTimestamp !== undefined ? "granted" : "due";
    this.#startTime = pod.status?.startTime === undefined ? ports.clock.now() : Date.parse(pod.status.startTime);
    this.#probes = new PodProbes(ports, () => this.wake());
    this.#allocation = new PodAllocation(ports, pod);
    this.#pastRuns = new PastRuns(ports);
    this.#start = this.#admission === "granted" ? undefined : new PodStart({ counts: ports.counts, seenAt: this.seenAt, createdAt: parseTime(pod.metadata.creationTimestamp) || this.seenAt });
    this.#lookTimes = new LookTimes({ counts: ports.counts, clock: ports.clock, seenAt: this.seenAt });
    ports.counts.containersPerPod.observe(pod.spec.containers.length);
    this.#ends = new ContainerEnds(ports);
  }

  /** The pod with the newest status that this node knows of. */
  get shown(): Pod {
    return this.#lastStatus === undefined ? this.#pod : { ...this.#pod, status: mergeStatus(this.#pod.status, this.#lastStatus) };
  }

  get pod(): Pod {
    return this.#pod;
  }

  /** It has been decided that the pod stops. */
  get isEnding(): boolean {
    return this.#ending !== undefined || this.#removed || this.#pod.metadata.deletionTimestamp !== undefined;
  }

  /** The pod has been admitted and its object has not gone: what it asks for is not there for others. */
  get holdsRoom(): boolean {
    return this.#admission === "granted" && !this.#removed;
  }

  /** The pod with the resources that this node has allocated to it. */
  get allocated(): Pod {
    return this.#allocation.apply(this.#pod);
  }

  /** Resolves once nothing of the pod runs any more, its volumes are gone and its last status is written. */
  get ended(): Promise<void> {
    return this.#over.promise;
  }

  /** Where the pod is in its life, as the metrics call it. */
  get lifecycle(): "sync" | "terminating" | "terminated" {
    return this.#cleaned ? "terminated" : this.isEnding ? "terminating" : "sync";
  }

  /** The pod's object is gone from the API, and something of it is still here. */
  get isOrphan(): boolean {
    return this.#removed;
  }

  /** An image was fetched for it. Milliseconds since the epoch. */
  imagePulled(from: number, to: number): void {
    this.#start?.pulled(from, to);
  }

  get runtime(): PodRuntimeState {
    return this.#runtime;
  }

  /** The pod as it is meant to be now. */
  update(pod: Pod): void {
    const before = this.#pod;
    this.#pod = pod;
    this.#ports.statuses.seen(pod);
    this.#start?.observed(pod, this.#ports.clock.now());
    if (isOwnReport(before, pod, this.#lastStatus)) return;
    this.#ports.volumes.updatePod(pod);
    this.#lookTimes.updated();
    if (this.#failures.all.size > 0 && asksOtherwise(before, pod)) this.#failures.forget(pod, before);
    this.wake();
  }

  /** The pod's object is gone: whatever still runs has to go. */
  remove(): void {
    this.#removed = true;
    this.#ports.statuses.forget(this.uid);
    this.wake();
  }

  /** Ends the pod with phase Failed: eviction, deadline, shutdown. */
  fail(ending: PodEnding & { type: "Failed" }): void {
    this.#ending ??= ending;
    this.wake();
  }

  /** Something in the runtime changed. */
  runtimeChanged(): void {
    this.#stale = true;
    this.wake();
  }

  /** The runtime told of something. Of what an action of ours does, its end tells too: only an end of a container cannot wait for that. */
  runtimeTold(type: ContainerEventType): void {
    this.#stale = true;
    if (type === "CONTAINER_STOPPED_EVENT" || this.#inFlight.size === 0) this.wake();
  }

  /** An object that containers wait for changed: failed starts may be tried again at once. */
  objectsChanged(): void {
    this.#failures.forget(this.#pod);
    this.wake();
  }

  /** Looks at the pod as soon as the look under way, if any, is over. */
  wake(): void {
    if (this.#stopped) return;
    this.#dirty = true;
    this.#looking ??= this.#lookUntilClean();
  }

  /** Stops looking; containers go on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#probes.stop();
    this.#stopping.abort();
    this.#ends.stop();
    await this.#looking;
  }

  async #lookUntilClean(): Promise<void> {
    await Promise.resolve(); // several wakes in one turn make one look
    while (this.#dirty && !this.#stopped) {
      this.#dirty = false;
      try {
        await this.#lookTimes.measure(this.isEnding, () => this.#look());
      } catch (error) {
        this.#ports.onError(error);
        this.#wakeAfter(retryMs);
      }
    }
    this.#looking = undefined;
  }

  async #look(): Promise<void> {
    if (this.#finished) return;
    if (this.#stale) {
      this.#stale = false;
      this.#runtime = await readPodRuntime(this.#ports.runtime, this.uid).catch((error: unknown) => {
        this.#stale = true;
        throw error;
      });
      this.#pastRuns.readLastWords(this.#pod, this.#runtime);
      this.#ends.follow(this.#runtime);
    }
    this.#admit();
    if (this.#ending === undefined) this.#allocation.consider(this.#pod);
    this.#owner.waitsForRoom(this.uid, this.#allocation.isDeferred);
    this.#takeUpVolumes();
    const observed = this.#observe();
    const decision = decidePod(observed);
    if (decision.ending !== undefined) this.#end(decision.ending);
    this.#probes.follow(observed.pod, this.#runtime, this.#starting, decision.terminal);
    this.#allocation.settle(this.#pod, decision.resizing);
    this.#report(observed, decision);
    this.#backoffs.tell(this.#pod, decision, this.#ports.events);
    for (const action of decision.actions) this.#begin(action);
    this.#timer?.cancel();
    if (decision.requeueAfterMs !== undefined) this.#wakeAfter(decision.requeueAfterMs);
    if (decision.stopped) await this.#finish();
  }

  #end(ending: PodEnding): void {
    // An end that was not decided elsewhere is the deadline's, and that is told nowhere else.
    if (this.#ending === undefined && ending.type === "Failed") this.#ports.events.podNormal(this.#pod, ending.reason, ending.message);
    this.#ending = ending;
  }

  #admit(): void {
    if (this.#admission !== "due") return;
    this.#admission = "granted";
    if (this.#runtime.sandboxes.length > 0) return;
    const refusal = this.#ports.admit(this.#pod);
    if (refusal?.type !== "Failed") return;
    this.#admission = "refused";
    this.#ports.counts.rejections.labels(refusal.reason).inc();
    this.#ending ??= refusal;
    this.#ports.events.podWarning(this.#pod, refusal.reason, refusal.message.replace(/^Pod was rejected: /, ""));
  }

  /** Volumes of containers that ran before this kubelet started: they are there, and from now on they are kept up to date again. */
  #takeUpVolumes(): void {
    if (this.#volumesTaken || this.isEnding) return;
    this.#volumesTaken = true;
    if (hasRunningContainers(this.#runtime)) void this.#ports.volumes.setUp(this.#pod).catch(this.#ports.onError);
  }

  #observe(): PodObservation {
    const allocated = this.allocated;
    const pod: Pod = this.#lastStatus === undefined ? allocated : { ...allocated, status: mergeStatus(allocated.status, this.#lastStatus) };
    const deletion = this.#removed && pod.metadata.deletionTimestamp === undefined;
    const ending = this.#ending ?? (deletion ? { type: "Deleted" as const, graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30 } : undefined);
    return {
      pod,
      runtime: this.#runtime,
      now: this.#ports.clock.now(),
      startTime: this.#startTime,
      ...(ending === undefined ? {} : { ending }),
      startFailures: this.#failures.all,
      redefined: this.#redefined,
      backoffs: this.#backoffs.byContainer,
      probes: this.#probes.results,
      inFlight: this.#inFlight,
      starting: this.#starting,
    };
  }

  #report(observed: PodObservation, decision: PodDecision): void {
    if (this.#removed) return;
    const node = this.#ports.node();
    const status = generateStatus(observed, decision, { runtimeName: node.runtimeName, hostIPs: node.hostIPs, timeText: formatTime, terminationMessages: this.#pastRuns.messages, extraConditions: [...this.#allocation.conditions(), ...disruptionOf(this.#ending)] });
    this.#lastStatus = status;
    if (status.phase === "Running") this.#start?.running(observed.now);
    this.#ports.statuses.set(this.#pod, status);
  }

  #begin(action: PodAction): void {
    const key = actionKey(action);
    if (action.type === "KillContainer") this.#ends.promise(action, this.#inFlight.has(key));
    if (this.#inFlight.has(key)) return;
    if (action.type === "KillContainer" && action.redefined === true) this.#redefined.set(action.name, action.containerId);
    this.#inFlight.add(key);
    void this.#carryOut(action)
      .catch((error: unknown) => {
        this.#ports.onError(error);
        this.#wakeAfter(retryMs);
      })
      .finally(() => {
        this.#inFlight.delete(key);
        this.runtimeChanged();
      });
  }

  async #carryOut(action: PodAction): Promise<void> {
    const { runtime, stops } = this.#ports;
    switch (action.type) {
      case "CreateSandbox":
        return this.#createSandbox(action.attempt);
      case "StartContainer":
        return this.#startContainer(action);
      case "KillContainer":
        return this.#ends.kill(this.#pod, this.#runtime, action);
      case "RemoveContainer":
        return stops.run(() => runtime.removeContainer(action.containerId));
      case "StopSandbox":
        return stops.run(() => runtime.stopPodSandbox(action.sandboxId));
      case "Resize":
        return this.#resize(action);
    }
  }

  async #resize(action: PodAction & { type: "Resize" }): Promise<void> {
    try {
      await applyResize(this.#ports.runtime, action);
    } catch (error) {
      this.#allocation.failed(this.#pod, error instanceof Error ? error.message : String(error));
      await this.#ports.clock.sleep(resizeRetryMs, this.#stopping.signal).catch(() => undefined);
    }
  }

  async #createSandbox(attempt: number): Promise<void> {
    if (attempt > 0 && this.#runtime.sandboxes.length > 0) this.#ports.events.podNormal(this.#pod, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
    for (const dead of this.#runtime.sandboxes) await this.#ports.runtime.stopPodSandbox(dead.id);
    await this.#tryStart("", () => createSandbox(this.#ports, this.allocated, attempt));
  }

  async #startContainer(action: PodAction & { type: "StartContainer" }): Promise<void> {
    const spec = specContainers(this.allocated).find(({ container }) => container.name === action.name);
    const sandbox = this.#runtime.sandboxes.find((entry) => entry.id === action.sandboxId);
    if (spec === undefined || sandbox === undefined) return;
    if (action.previousFinishedAt !== undefined) {
      if (action.redefined === true) this.#backoffs.forget(action.name);
      this.#backoffs.restarts(action.name, action.previousFinishedAt, this.#ports.clock.now());
      this.#pastRuns.forgetAllButLast(this.#pod, this.#runtime, action.name);
    }
    const hook = spec.container.lifecycle?.postStart;
    if (hook !== undefined) this.#starting.add(action.name);
    const turn = <T>(task: () => Promise<T>): Promise<T> => this.#inTurn(task);
    const started = async (containerId: string): Promise<void> => {
      if (hook === undefined) return; // the end of this action makes the next look
      this.runtimeChanged();
      await this.#postStart(containerId, action.name);
    };
    await this.#tryStart(action.name, async () => {
      await startContainer(this.#ports, { pod: this.allocated, spec, sandbox, attempt: action.attempt, restartOfAll: action.restartOfAll, runtime: this.#runtime, turn, started });
    });
    this.#starting.delete(action.name);
    const code = this.#failures.all.get(action.name)?.reason;
    if (code === undefined) this.#redefined.delete(action.name);
    if (code === "ContainerCreating") return; // its volumes are not there yet
    this.#ports.counts.startedContainers.labels(containerType(spec)).inc();
    if (code !== undefined) this.#ports.counts.startedContainerErrors.labels(containerType(spec), code).inc();
  }

  async #postStart(containerId: string, name: string): Promise<void> {
    const spec = specContainers(this.#pod).find(({ container }) => container.name === name);
    const hook = spec?.container.lifecycle?.postStart;
    if (spec === undefined || hook === undefined) return;
    try {
      const podIP = this.#runtime.sandboxes[0]?.ips[0];
      await runHook(this.#ports, { pod: this.#pod, container: spec.container, containerId, podIP }, hook, this.#stopping.signal);
    } catch (error) {
      // What the hook printed may be secret, so the event does not have it. Source: kubernetes startContainer.
      this.#ports.events.warning(this.#pod, name, "FailedPostStartHook", "PostStartHook failed");
      this.#ports.onError(error);
      const graceSeconds = this.#pod.spec.terminationGracePeriodSeconds ?? 30;
      await this.#ends.kill(this.#pod, this.#runtime, { type: "KillContainer", containerId, name, graceSeconds, message: "FailedPostStartHook" });
    }
  }

  /** Runs one start after the other; one that fails does not keep the next from its turn. */
  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(task, task);
    this.#turn = run.catch(() => undefined);
    return run;
  }

  async #tryStart(name: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
      this.#failures.over(name);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      this.#failures.note(name, error, this.#ports.clock.now());
    }
  }

  /** Nothing runs any more: the last status is reported, then everything on the disk goes, then the pod's object. */
  async #finish(): Promise<void> {
    if (!this.#removed) await this.#ports.statuses.flushed(this.uid);
    if (this.#stopped) return; // the status may not have been written: the next kubelet looks again
    const isDeleted = this.#removed || this.#pod.metadata.deletionTimestamp !== undefined;
    if (!this.#cleaned) {
      await this.#ports.volumes.tearDown(this.uid);
      this.#cleaned = true;
    }
    this.#over.resolve();
    if (!isDeleted) return; // it ended by itself: its containers and logs stay until it is deleted
    await removeRemains(this.#ports, this.#pod, this.#runtime);
    if (!this.#removed) await deletePodObject(this.#ports, this.#pod);
    this.#finished = true;
    this.#probes.stop();
    this.#ports.probes.forget(this.#pod);
    this.#ports.statuses.forget(this.uid);
    this.#owner.gone(this.uid);
  }

  #wakeAfter(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#ports.clock.setTimer(delayMs, () => this.wake());
  }
}
