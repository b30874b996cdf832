import { isResizing } from "../../api/core/scheduling/pod-requests.ts";
import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import type { NodeInfo, Snapshot } from "../framework/contract.ts";
import { NodeRecord } from "./node-record.ts";

/**
 * Nodes and the pods on them, with pods that were given a node but are not seen there yet ("assumed"). A cycle runs in
 * one turn of the event loop, so it may read the records themselves: nothing is copied, whatever the number of nodes.
 *
 *     assume            seen on its node
 *   ─────────► assumed ──────────────────► on the node ─────► (gone)
 *                 │ forget: the binding failed                 removed
 *                 └───────────► (gone)
 */
export class ClusterCache implements Snapshot {
  readonly #records = new Map<string, NodeRecord>();
  /** Where each pod is, by UID. */
  readonly #placed = new Map<string, { readonly nodeName: string; pod: Pod; assumed: boolean }>();
  readonly #images = new Map<string, number>();
  readonly #namespaceLabels: (namespace: string) => Readonly<Record<string, string>>;
  #nodes: NodeRecord[] | undefined;

  constructor(namespaceLabels: (namespace: string) => Readonly<Record<string, string>> = () => ({})) {
    this.#namespaceLabels = namespaceLabels;
  }

  namespaceLabels(namespace: string): Readonly<Record<string, string>> {
    return this.#namespaceLabels(namespace);
  }

  get nodes(): readonly NodeInfo[] {
    this.#nodes ??= [...this.#records.values()].filter((record) => record.exists);
    return this.#nodes;
  }

  /** What is held, for the metrics. */
  get sizes(): { readonly nodes: number; readonly pods: number; readonly assumed: number } {
    return { nodes: this.nodes.length, pods: this.#placed.size, assumed: [...this.#placed.values()].filter(({ assumed }) => assumed).length };
  }

  imageSpread(image: string): number {
    return this.#images.get(image) ?? 0;
  }

  setNode(node: Node): void {
    const record = this.#record(node.metadata.name ?? "");
    this.#countImages(record, -1);
    if (!record.exists) this.#nodes = undefined;
    record.setNode(node);
    this.#countImages(record, 1);
  }

  removeNode(name: string): void {
    const record = this.#records.get(name);
    if (record === undefined) return;
    this.#countImages(record, -1);
    record.setNode(undefined);
    if (record.pods.size === 0) this.#records.delete(name);
    this.#nodes = undefined;
  }

  /** Gives the pod its node before the API knows. */
  assume(pod: Pod, nodeName: string): void {
    this.#place(pod, nodeName, true);
  }

  /** The binding failed. */
  forget(pod: Pod): void {
    if (this.#placed.get(pod.metadata.uid ?? "")?.assumed === true) this.removePod(pod);
  }

  isAssumed(uid: string): boolean {
    return this.#placed.get(uid)?.assumed === true;
  }

  /** A pod is seen on a node, for the first time or changed. */
  setPod(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const nodeName = pod.spec.nodeName ?? "";
    const before = this.#placed.get(uid);
    if (before !== undefined && before.nodeName === nodeName && takesTheSame(before.pod, pod)) {
      before.pod = pod;
      before.assumed = false;
      this.#record(nodeName).pods.set(uid, pod);
      return;
    }
    this.#place(pod, nodeName, false);
  }

  removePod(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const before = this.#placed.get(uid);
    if (before === undefined) return;
    this.#placed.delete(uid);
    const record = this.#record(before.nodeName);
    record.remove(pod);
    if (!record.exists && record.pods.size === 0) this.#records.delete(record.name);
  }

  #place(pod: Pod, nodeName: string, assumed: boolean): void {
    this.removePod(pod);
    this.#record(nodeName).add(pod);
    this.#placed.set(pod.metadata.uid ?? "", { nodeName, pod, assumed });
  }

  #record(name: string): NodeRecord {
    const known = this.#records.get(name);
    if (known !== undefined) return known;
    const record = new NodeRecord(name);
    this.#records.set(name, record);
    return record;
  }

  #countImages(record: NodeRecord, sign: 1 | -1): void {
    for (const name of record.images.keys()) {
      const count = (this.#images.get(name) ?? 0) + sign;
      if (count <= 0) this.#images.delete(name);
      else this.#images.set(name, count);
    }
  }
}

/** Told by identity: a spec that has not changed is the same in every version of a pod. */
function takesTheSame(before: Pod, after: Pod): boolean {
  const { containers, initContainers, resources } = before.spec;
  return containers === after.spec.containers && initContainers === after.spec.initContainers && resources === after.spec.resources && !isResizing(before) && !isResizing(after);
}
