import type { Clock, Millis } from "../base/clock.ts";
import { MetricsRegistry } from "../base/metrics/metrics.ts";
import type { Random } from "../base/random.ts";
import type { Namespace, Node, Pod } from "../api/types/core/v1.gen.ts";
import { isTerminalPhase } from "../api/core/pod/phase.ts";
import type { EventRecorder } from "../client/events/recorder.ts";
import type { InformerFactory } from "../client/informer/factory.ts";
import type { Informer } from "../client/informer/informer.ts";
import { namespaces, nodes, pods } from "../client/resources.ts";
import type { Transport } from "../client/transport.ts";
import { deepEqual } from "../machinery/equality/deep-equal.ts";
import { isStatus } from "../machinery/errors/status-error.ts";
import { ClusterCache } from "./cache/cluster-cache.ts";
import { failureMessage } from "./cycle/failure-message.ts";
import { findNode, type RejectedNode } from "./cycle/find-node.ts";
import { reportUnscheduled } from "./cycle/report-failure.ts";
import type { ClusterEvent, SchedulerPlugin } from "./framework/contract.ts";
import { type ExtensionPoint, type ProfileMetrics, SchedulerMetrics } from "./metrics.ts";
import { schedulerPlugins } from "./plugins/index.gen.ts";
import { eventName } from "./queue/event-names.ts";
import { type QueuedPod, SchedulingQueue } from "./queue/scheduling-queue.ts";

/** Bindings on their way at once. With more, the next pod waits: the API is the bottleneck then. */
const maximumBindings = 256;
/** Cycles in one turn of the event loop, so that answers and events get their turn too. */
const cyclesPerTurn = 32;

export interface SchedulerOptions {
  /** Carries the identity `system:kube-scheduler`. */
  readonly transport: Transport;
  readonly informers: InformerFactory;
  readonly clock: Clock;
  readonly random: Random;
  /** Its component is `default-scheduler`. */
  readonly recorder: EventRecorder;
  /** Pods with this schedulerName are ours. Default `default-scheduler`. */
  readonly schedulerName?: string;
  /** Default: those of the folders under `plugins/`. */
  readonly plugins?: readonly SchedulerPlugin[];
  /** Where its metrics are registered. Default: where nobody reads them. */
  readonly metrics?: MetricsRegistry;
  readonly onError?: (error: unknown) => void;
}

/** Gives pods without a node the node that suits them best. */
export interface Scheduler {
  /** Works until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  return new PodScheduler(options);
}

class PodScheduler implements Scheduler {
  readonly #options: SchedulerOptions;
  readonly #plugins: readonly SchedulerPlugin[];
  readonly #cache = new ClusterCache((name) => this.#namespaces.lister.get("", name)?.metadata.labels ?? {});
  readonly #namespaces: Informer<Namespace>;
  readonly #queue: SchedulingQueue;
  readonly #registry: MetricsRegistry;
  readonly #metrics: SchedulerMetrics;
  readonly #measures: ProfileMetrics;
  /** Where the next search among the nodes begins. */
  #start = 0;
  #bindings = 0;
  #wake: () => void = () => undefined;
  #signal: AbortSignal = AbortSignal.abort();

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#plugins = (options.plugins ?? (schedulerPlugins as readonly SchedulerPlugin[])).toSorted((a, b) => a.order - b.order);
    this.#namespaces = options.informers.informer(namespaces);
    const order = this.#plugins.find((plugin) => plugin.compare !== undefined);
    this.#queue = new SchedulingQueue({ clock: options.clock, compare: (a, b) => order?.compare?.(a, b) ?? 0, onReady: () => this.#wake(), onEntered: (queue, event) => this.#metrics.entered(queue, event) });
    this.#registry = options.metrics ?? new MetricsRegistry();
    this.#metrics = this.#registry.set(SchedulerMetrics);
    this.#measures = this.#metrics.ofProfile(this.#profile);
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    const stopWaiting = (): void => this.#wake();
    signal.addEventListener("abort", stopWaiting, { once: true });
    const stopFollowing = await this.#follow();
    const stopTelling = this.#registry.beforeWrite(() => this.#metrics.look({ queue: this.#queue, cache: this.#cache.sizes, bindings: this.#bindings }, this.#profile));
    try {
      while (!signal.aborted) await this.#turn();
    } finally {
      signal.removeEventListener("abort", stopWaiting);
      stopFollowing();
      stopTelling();
      this.#queue.stop();
    }
  }

  /** Nodes first, so that the first pod finds them all. */
  async #follow(): Promise<() => void> {
    const nodeInformer = this.#options.informers.informer(nodes);
    const podInformer = this.#options.informers.informer(pods);
    const abort = new Promise<void>((resolve) => this.#signal.addEventListener("abort", () => resolve(), { once: true }));
    await Promise.race([Promise.all([nodeInformer.synced, podInformer.synced, this.#namespaces.synced]), abort]);
    const stopNodes = nodeInformer.addHandler({
      onAdd: (node) => this.#nodeAdded(node),
      onUpdate: (node, old) => this.#nodeUpdated(node, old),
      onDelete: (node) => this.#cache.removeNode(node.metadata.name ?? ""),
    });
    const stopPods = podInformer.addHandler({
      onAdd: (pod) => this.#podSeen(pod, undefined),
      onUpdate: (pod, old) => this.#podSeen(pod, old),
      onDelete: (pod) => this.#podGone(pod),
    });
    return () => {
      stopNodes();
      stopPods();
    };
  }

  async #turn(): Promise<void> {
    for (let cycles = 0; cycles < cyclesPerTurn && this.#bindings < maximumBindings; cycles++) {
      const queued = this.#queue.take();
      if (queued === undefined) break;
      this.#schedule(queued);
    }
    const more = this.#queue.counts.active > 0 && this.#bindings < maximumBindings;
    // A real turn of the event loop between batches, but none of its time when there is nothing to do.
    if (more) await this.#options.clock.sleep(0, this.#signal).catch(() => undefined);
    else if (!this.#signal.aborted) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** One cycle: from a pod to a node or to the reasons why not, without waiting for anything. */
  #schedule(queued: QueuedPod): void {
    const { pod } = queued;
    const startedAt = this.#options.clock.monotonic();
    const placement = findNode(pod, this.#cache, { plugins: this.#plugins, random: this.#options.random, start: this.#start, onRan: this.#stopwatch(startedAt) });
    this.#measures.decided(this.#secondsSince(startedAt));
    if (placement.type === "rejected") {
      this.#unschedulable(queued, placement.rejected);
      return this.#measures.attempted("unschedulable", this.#secondsSince(startedAt));
    }
    this.#start = (this.#start + placement.examined) % Math.max(1, this.#cache.nodes.length);
    this.#cache.assume(pod, placement.nodeName);
    this.#bindings++;
    void this.#bind(queued, placement.nodeName, startedAt).finally(() => {
      this.#bindings--;
      this.#wake();
    });
  }

  /** Tells how long the plugins of each extension point took, which run one after the other. */
  #stopwatch(startedAt: Millis): (point: ExtensionPoint) => void {
    let since = startedAt;
    return (point) => {
      const now = this.#options.clock.monotonic();
      this.#measures.ran(point, (now - since) / 1_000);
      since = now;
    };
  }

  #secondsSince(startedAt: Millis): number {
    return (this.#options.clock.monotonic() - startedAt) / 1_000;
  }

  async #bind(queued: QueuedPod, nodeName: string, startedAt: Millis): Promise<void> {
    const { pod } = queued;
    const { transport, recorder, clock } = this.#options;
    const { name, namespace } = pod.metadata;
    const bindingAt = clock.monotonic();
    try {
      await this.#plugins.find((plugin) => plugin.bind !== undefined)?.bind?.(pod, nodeName, { transport, signal: this.#signal });
      this.#measures.ran("Bind", this.#secondsSince(bindingAt));
      this.#measures.attempted("scheduled", this.#secondsSince(startedAt));
      this.#measures.scheduled(queued.attempts + 1, this.#secondsSince(queued.enteredAt));
      recorder.event(pod, "Normal", "Scheduled", `Successfully assigned ${namespace}/${name} to ${nodeName}`, { action: "Binding" });
    } catch (error) {
      this.#measures.bindFailed(this.#secondsSince(bindingAt));
      this.#bindingFailed(queued, error, startedAt);
    }
  }

  #bindingFailed(queued: QueuedPod, error: unknown, startedAt: Millis): void {
    const { pod } = queued;
    const isPlaced = !this.#cache.isAssumed(pod.metadata.uid ?? "");
    this.#cache.forget(pod);
    if (this.#signal.aborted || isPlaced || isStatus(error, "NotFound")) return; // bound after all, or gone
    this.#measures.attempted("error", this.#secondsSince(startedAt));
    const message = `binding rejected: ${error instanceof Error ? error.message : String(error)}`;
    this.#options.recorder.event(pod, "Warning", "FailedScheduling", message, { action: "Scheduling" });
    this.#report(pod, "SchedulerError", message);
    this.#queue.putBack(queued);
  }

  #unschedulable(queued: QueuedPod, rejected: readonly RejectedNode[]): void {
    const message = failureMessage(this.#cache.nodes.length, rejected, queued.pod.spec.preemptionPolicy);
    this.#queue.putUnschedulable(queued, new Set(rejected.map(({ plugin }) => plugin)));
    this.#options.recorder.event(queued.pod, "Warning", "FailedScheduling", message, { action: "Scheduling" });
    this.#report(queued.pod, "Unschedulable", message);
  }

  #report(pod: Pod, reason: "Unschedulable" | "SchedulerError" | "SchedulingGated", message: string): void {
    const { transport, clock, onError } = this.#options;
    void reportUnscheduled({ transport, clock, signal: this.#signal }, pod, reason, message).catch((error: unknown) => onError?.(error));
  }

  #nodeAdded(node: Node): void {
    this.#cache.setNode(node);
    this.#happened({ type: "NodeAdded", node });
  }

  #nodeUpdated(node: Node, old: Node): void {
    this.#cache.setNode(node);
    const heartbeatOnly = deepEqual([node.spec, node.metadata.labels, node.status?.allocatable], [old.spec, old.metadata.labels, old.status?.allocatable]);
    if (!heartbeatOnly) this.#happened({ type: "NodeUpdated", node, old });
  }

  #podSeen(pod: Pod, old: Pod | undefined): void {
    if (isTerminalPhase(pod.status?.phase)) return this.#podGone(pod);
    if ((pod.spec.nodeName ?? "") !== "") {
      this.#queue.remove(pod);
      this.#cache.setPod(pod);
      const isNew = (old?.spec.nodeName ?? "") === "";
      if (isNew && this.#queue.counts.unschedulable > 0) this.#happened({ type: "PodPlaced", pod });
      return;
    }
    if (!this.#isOurs(pod) || pod.metadata.deletionTimestamp !== undefined || this.#cache.isAssumed(pod.metadata.uid ?? "")) return;
    const blocked = this.#plugins.map((plugin) => plugin.preEnqueue?.(pod)).find((reason) => reason !== undefined);
    if (blocked !== undefined) {
      this.#queue.gate(pod);
      return this.#report(pod, "SchedulingGated", blocked);
    }
    // Our own writes to its status are no reason to try it again.
    const isStatusOnly = old !== undefined && old.metadata.generation === pod.metadata.generation && deepEqual(old.metadata.labels, pod.metadata.labels) && !this.#queue.isGated(pod);
    if (isStatusOnly && this.#queue.has(pod)) this.#queue.refresh(pod);
    else if (!isStatusOnly || old === undefined) this.#queue.add(pod);
  }

  #podGone(pod: Pod): void {
    this.#queue.remove(pod);
    if ((pod.spec.nodeName ?? "") === "" && !this.#cache.isAssumed(pod.metadata.uid ?? "")) return;
    this.#cache.removePod(pod);
    this.#happened({ type: "PodRemoved", pod });
  }

  #happened(event: ClusterEvent): void {
    let name: string | undefined;
    this.#queue.retryWhere(({ pod, rejectedBy }) => {
      if (rejectedBy.size === 0) return event.type === "NodeAdded"; // there was no node to say no
      return this.#plugins.some((plugin) => rejectedBy.has(plugin.name) && (plugin.mayHelp?.(event, pod) ?? event.type !== "PodPlaced"));
    }, () => (name ??= eventName(event)));
  }

  #isOurs(pod: Pod): boolean {
    return (pod.spec.schedulerName ?? "default-scheduler") === this.#profile;
  }

  get #profile(): string {
    return this.#options.schedulerName ?? "default-scheduler";
  }
}
