import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import type { HostPort } from "../../api/core/scheduling/host-ports.ts";
import type { ResourceAmounts } from "../../api/core/scheduling/pod-requests.ts";
import type { Transport } from "../../client/transport.ts";

/** A node with what is on it or assumed to be. Valid for the length of one cycle: the next one may find it changed. */
export interface NodeInfo {
  readonly name: string;
  readonly node: Node;
  /** By UID. */
  readonly pods: ReadonlyMap<string, Pod>;
  readonly allocatable: ResourceAmounts;
  /** The sum of the pods' requests; `cpu` in thousandths. */
  readonly requested: ResourceAmounts;
  /** As `requested` for cpu and memory, with 100m and 200 MB for containers that ask for nothing, so that those spread too. */
  readonly nonZeroRequested: { readonly cpu: number; readonly memory: number };
  readonly hostPorts: readonly HostPort[];
  /** Pods with required anti-affinity: they keep others away. */
  readonly repellingPods: readonly Pod[];
  /** Sizes in bytes by image name. */
  readonly images: ReadonlyMap<string, number>;
}

/** All nodes as one cycle sees them. */
export interface Snapshot {
  readonly nodes: readonly NodeInfo[];
  /** On how many nodes an image is. */
  imageSpread(image: string): number;
  /** Empty for a namespace that is not known. */
  namespaceLabels(namespace: string): Readonly<Record<string, string>>;
}

/** Why a pod cannot go to a node. */
export interface Rejection {
  /** Upstream's words; they are counted over all nodes in the FailedScheduling message. */
  readonly reasons: readonly string[];
  /** False when removing other pods from the node could not help. */
  readonly resolvable: boolean;
}

/** What a plugin has to say about one pod, worked out once and then asked for each node. */
export interface PodPlan {
  /** Undefined: the node will do. */
  filter?(node: NodeInfo): Rejection | undefined;
  /** 0 to 100, or anything that `normalize` brings there. */
  score?(node: NodeInfo): number;
  /** Brings the scores of all feasible nodes to 0-100, in place. */
  normalize?(scores: number[]): void;
}

/** What happened in the cluster that may make a pod schedulable that was not. */
export type ClusterEvent =
  | { readonly type: "NodeAdded"; readonly node: Node }
  | { readonly type: "NodeUpdated"; readonly node: Node; readonly old: Node }
  /** A pod left a node, or needs less of it. */
  | { readonly type: "PodRemoved"; readonly pod: Pod }
  /** A pod came to a node. */
  | { readonly type: "PodPlaced"; readonly pod: Pod };

export interface BindContext {
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

/**
 * One folder `src/scheduler/plugins/<plugin>/`, whose `plugin.ts` exports `plugin`. A generated index finds it. Plugins
 * are pure but for `bind`; they keep nothing between two pods.
 */
export interface SchedulerPlugin {
  /** Upstream's name: `NodeResourcesFit`. */
  readonly name: string;
  /** Plugins are asked in this order, which is upstream's: the first to reject a node gives the reason. */
  readonly order: number;
  /** What its scores count for. Default 1. */
  readonly weight?: number;
  /** Why the pod may not even wait for a node; undefined when it may. */
  preEnqueue?(pod: Pod): string | undefined;
  /** Negative when `a` goes first. One plugin has it. */
  compare?(a: Pod, b: Pod): number;
  /** Undefined: the plugin has nothing to say about this pod. */
  prepare?(pod: Pod, snapshot: Snapshot): PodPlan | undefined;
  /** Whether the event may help a pod that this plugin rejected. Default: any but PodPlaced, which mostly takes room away. */
  mayHelp?(event: ClusterEvent, pod: Pod): boolean;
  /** Makes the binding; one plugin has it. Throws StatusError. */
  bind?(pod: Pod, nodeName: string, context: BindContext): Promise<void>;
}

export const maximumScore = 100;
