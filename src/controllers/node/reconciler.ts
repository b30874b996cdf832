import type { Node, Pod, Taint } from "../../api/types/core/v1.gen.ts";
import type { Clock, Millis } from "../../base/clock.ts";
import { Client, keyOf } from "../../client/client.ts";
import type { EventRecorder } from "../../client/events/recorder.ts";
import type { Informer } from "../../client/informer/informer.ts";
import { nodes as nodeResource } from "../../client/resources.ts";
import type { Transport } from "../../client/transport.ts";
import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { findCondition, isConditionTrue } from "../../machinery/meta/conditions.ts";
import { deepCopy } from "../../machinery/meta/deep-copy.ts";
import { writePodCondition } from "../shared/pod-condition.ts";
import { isReady, isTerminal } from "../shared/pods.ts";
import { podsOnNode } from "../shared/pods-by-node.ts";
import { lostConditions, timeToLostMs } from "./conditions.ts";
import type { NodeMetrics } from "./metrics.ts";
import { evictionMode, wantedTaints } from "./taints.ts";

export interface NodeReconcilerOptions {
  readonly transport: Transport;
  readonly recorder: EventRecorder;
  readonly clock: Clock;
  readonly metrics: NodeMetrics;
  readonly nodes: Informer<Node>;
  readonly pods: Informer<Pod>;
}

/** Says of silent nodes that they are lost, taints nodes by their conditions, and takes pods on lost nodes out of service. Keys are names of nodes. */
export class NodeReconciler {
  readonly #options: NodeReconcilerOptions;
  readonly #client: Client;
  /** When each node last gave a sign of life, by our own clock: the node's may be off. */
  readonly #heardAt = new Map<string, Millis>();

  constructor(options: NodeReconcilerOptions) {
    this.#options = options;
    this.#client = new Client(options.transport);
  }

  heard(nodeName: string): void {
    this.#heardAt.set(nodeName, this.#options.clock.monotonic());
  }

  forget(nodeName: string): void {
    this.#heardAt.delete(nodeName);
  }

  async reconcile(name: string): Promise<{ requeueAfterMs?: Millis }> {
    const node = this.#options.nodes.lister.get("", name);
    if (node === undefined) return {};
    const { clock, metrics } = this.#options;
    const startedAt = clock.monotonic();
    try {
      return await this.#reconcileNode(node, name);
    } catch (error) {
      if (isStatus(error, "NotFound")) return {};
      if (isStatus(error, "Conflict")) return { requeueAfterMs: 100 };
      throw error;
    } finally {
      metrics.updateDuration.observe((clock.monotonic() - startedAt) / 1_000);
    }
  }

  async #reconcileNode(node: Node, name: string): Promise<{ requeueAfterMs?: Millis }> {
    const { clock } = this.#options;
    const now = clock.monotonic();
    const heardAt = this.#heardAt.get(name) ?? now;
    this.#heardAt.set(name, heardAt);
    const lostMs = timeToLostMs(node, heardAt, now);
    const judged = lostMs <= 0 ? await this.#markLost(node) : node;
    await this.#taint(judged);
    if (!isConditionTrue(judged.status?.conditions, "Ready")) await this.#markPods(judged, name);
    return lostMs > 0 ? { requeueAfterMs: lostMs } : {};
  }

  async #markLost(node: Node): Promise<Node> {
    const conditions = lostConditions(node, this.#options.clock.now());
    if (semanticEqual(conditions, node.status?.conditions)) return node;
    const wasReady = isConditionTrue(node.status?.conditions, "Ready");
    const written = await this.#client.updateStatus(nodeResource, deepCopy({ ...node, status: { ...node.status, conditions } }));
    const name = node.metadata.name ?? "";
    if (wasReady) this.#options.recorder.event(node, "Normal", "NodeNotReady", `Node ${name} status is now: NodeNotReady`);
    return written;
  }

  async #taint(node: Node): Promise<void> {
    const { nodes, clock, metrics } = this.#options;
    const isNotReady = ({ status }: Node): boolean => ["False", "Unknown"].includes(findCondition(status?.conditions, "Ready")?.status ?? "");
    const others = nodes.lister.list().filter(({ metadata }) => metadata.name !== node.metadata.name);
    const lost = [...others, node].filter(isNotReady).length;
    const taints = wantedTaints(node, evictionMode(others.length + 1 - lost, lost), clock.now());
    if (taints === (node.spec?.taints ?? taints) && (node.spec?.taints !== undefined || taints.length === 0)) return;
    const body = { metadata: { uid: node.metadata.uid, resourceVersion: node.metadata.resourceVersion }, spec: { taints: taints.length > 0 ? taints : null } };
    await this.#client.patch(nodeResource, keyOf(node), { type: "application/merge-patch+json", body });
    if (drivesAway(taints) && !drivesAway(node.spec?.taints ?? [])) metrics.evicted(node);
  }

  /** Services stop sending to pods of which nobody knows whether they run. */
  async #markPods(node: Node, name: string): Promise<void> {
    const ready = findCondition(node.status?.conditions, "Ready")?.status;
    if (ready === undefined) return;
    for (const pod of podsOnNode(this.#options.pods, name)) {
      if (isTerminal(pod) || !isReady(pod)) continue;
      await writePodCondition(this.#client, pod, { condition: { type: "Ready", status: "False" }, now: this.#options.clock.now() }).catch(ignoreRace);
      this.#options.recorder.event(pod, "Warning", "NodeNotReady", "Node is not ready");
    }
  }
}

/** With it pods that do not tolerate it have to go. */
function drivesAway(taints: readonly Taint[]): boolean {
  return taints.some(({ key, effect }) => effect === "NoExecute" && (key === "node.kubernetes.io/not-ready" || key === "node.kubernetes.io/unreachable"));
}

/** Someone else has just written the pod or deleted it. */
function ignoreRace(error: unknown): void {
  if (!isStatus(error, "NotFound", "Conflict")) throw error;
}
