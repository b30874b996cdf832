import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import { type HostPort, hostPorts } from "../../api/core/scheduling/host-ports.ts";
import { amountsOf, occupiedRequests, type ResourceAmounts } from "../../api/core/scheduling/pod-requests.ts";
import type { NodeInfo } from "../framework/contract.ts";
import { nonZeroRequests } from "./non-zero-requests.ts";

/** One node and the sums over its pods, kept up with every pod that comes and goes. */
export class NodeRecord implements NodeInfo {
  readonly name: string;
  readonly pods = new Map<string, Pod>();
  readonly requested = new Map<string, number>();
  readonly nonZeroRequested = { cpu: 0, memory: 0 };
  #node: Node | undefined;
  #allocatable: ResourceAmounts = new Map();
  #images: ReadonlyMap<string, number> = new Map();
  #hostPorts: readonly HostPort[] = [];
  #repelling: readonly Pod[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** False for a node that is only known from pods that claim to be on it. */
  get exists(): boolean {
    return this.#node !== undefined;
  }

  get node(): Node {
    if (this.#node === undefined) throw new Error(`node ${this.name} is not in the cache; only its pods are`);
    return this.#node;
  }

  get allocatable(): ResourceAmounts {
    return this.#allocatable;
  }

  get images(): ReadonlyMap<string, number> {
    return this.#images;
  }

  get hostPorts(): readonly HostPort[] {
    return this.#hostPorts;
  }

  get repellingPods(): readonly Pod[] {
    return this.#repelling;
  }

  setNode(node: Node | undefined): void {
    this.#node = node;
    this.#allocatable = amountsOf(node?.status?.allocatable);
    this.#images = new Map((node?.status?.images ?? []).flatMap((image) => (image.names ?? []).map((name) => [name, image.sizeBytes ?? 0] as const)));
  }

  add(pod: Pod): void {
    this.pods.set(pod.metadata.uid ?? "", pod);
    this.#count(pod, 1);
    this.#collect(pod);
  }

  remove(pod: Pod): void {
    const known = this.pods.get(pod.metadata.uid ?? "");
    if (known === undefined) return;
    this.pods.delete(pod.metadata.uid ?? "");
    this.#count(known, -1);
    this.#collect(known);
  }

  /** Few pods have ports or repel others, so their lists are made anew only when such a pod comes or goes. */
  #collect(changed: Pod): void {
    if (hostPorts(changed).length > 0) this.#hostPorts = [...this.pods.values()].flatMap(hostPorts);
    if (repels(changed)) this.#repelling = [...this.pods.values()].filter(repels);
  }

  #count(pod: Pod, sign: 1 | -1): void {
    for (const [name, amount] of occupiedRequests(pod)) this.requested.set(name, (this.requested.get(name) ?? 0) + sign * amount);
    const nonZero = nonZeroRequests(pod);
    this.nonZeroRequested.cpu += sign * nonZero.cpu;
    this.nonZeroRequested.memory += sign * nonZero.memory;
  }
}

function repels(pod: Pod): boolean {
  return (pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ?? 0) > 0;
}
