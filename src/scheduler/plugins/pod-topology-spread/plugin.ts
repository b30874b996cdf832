import type { Pod, TopologySpreadConstraint } from "../../../api/types/core/v1.gen.ts";
import { matchesRequiredNodeAffinity } from "../../../api/core/scheduling/node-affinity.ts";
import { untoleratedTaint } from "../../../api/core/scheduling/taints.ts";
import { selectorFromLabelSelector } from "../../../machinery/selector/label-selector.ts";
import type { NodeInfo, PodPlan, Rejection, SchedulerPlugin, Snapshot } from "../../framework/contract.ts";
import { normalizeToHighest } from "../../framework/normalize.ts";

const skewed: Rejection = { reasons: ["node(s) didn't match pod topology spread constraints"], resolvable: true };
const unlabelled: Rejection = { reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"], resolvable: false };

/** Spreads pods evenly over zones, hosts or whatever their constraints name. Source: kubernetes podtopologyspread. */
export const plugin: SchedulerPlugin = {
  name: "PodTopologySpread",
  order: 130,
  weight: 2,
  mayHelp: () => true,
  prepare(pod, snapshot): PodPlan | undefined {
    const constraints = pod.spec.topologySpreadConstraints ?? [];
    if (constraints.length === 0) return undefined;
    const hard = constraints.filter((constraint) => constraint.whenUnsatisfiable !== "ScheduleAnyway").map((constraint) => count(pod, constraint, snapshot));
    const soft = constraints.filter((constraint) => constraint.whenUnsatisfiable === "ScheduleAnyway").map((constraint) => count(pod, constraint, snapshot));
    return {
      filter(node) {
        for (const spread of hard) {
          const value = node.node.metadata.labels?.[spread.topologyKey];
          if (value === undefined) return unlabelled;
          if ((spread.counts.get(value) ?? 0) + spread.self - spread.lowest > spread.maxSkew) return skewed;
        }
        return undefined;
      },
      ...(soft.length === 0
        ? {}
        : {
            score: (node: NodeInfo) => soft.reduce((total, spread) => total + (spread.counts.get(node.node.metadata.labels?.[spread.topologyKey] ?? "") ?? 0), 0),
            normalize: (scores: number[]) => normalizeToHighest(scores, { reverse: true }),
          }),
    };
  },
};

interface Spread {
  readonly topologyKey: string;
  readonly maxSkew: number;
  /** Matching pods by the value of the topology key. */
  readonly counts: ReadonlyMap<string, number>;
  /** The count of the emptiest domain; 0 while there are fewer domains than `minDomains`. */
  readonly lowest: number;
  /** 1 when the pod itself is counted by its own constraint. */
  readonly self: 0 | 1;
}

function count(pod: Pod, constraint: TopologySpreadConstraint, snapshot: Snapshot): Spread {
  const selector = selectorFromLabelSelector(selectorOf(pod, constraint));
  const counts = new Map<string, number>();
  for (const node of snapshot.nodes) {
    const value = node.node.metadata.labels?.[constraint.topologyKey];
    if (value === undefined || !isEligible(pod, constraint, node)) continue;
    let matching = 0;
    for (const other of node.pods.values()) {
      const counts = other.metadata.namespace === pod.metadata.namespace && other.metadata.deletionTimestamp === undefined && selector.matches(other.metadata.labels ?? {});
      if (counts) matching++;
    }
    counts.set(value, (counts.get(value) ?? 0) + matching);
  }
  const isShort = counts.size < (constraint.minDomains ?? 1);
  return {
    topologyKey: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    counts,
    lowest: isShort ? 0 : Math.min(...counts.values()),
    self: selector.matches(pod.metadata.labels ?? {}) ? 1 : 0,
  };
}

/** Which nodes count as domains. By default those that the pod's node affinity allows, tainted ones included. */
function isEligible(pod: Pod, constraint: TopologySpreadConstraint, { node }: NodeInfo): boolean {
  if ((constraint.nodeAffinityPolicy ?? "Honor") === "Honor" && !matchesRequiredNodeAffinity(pod, node)) return false;
  return constraint.nodeTaintsPolicy !== "Honor" || untoleratedTaint(node, pod.spec.tolerations ?? [], ["NoSchedule", "NoExecute"]) === undefined;
}

function selectorOf(pod: Pod, { labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint): TopologySpreadConstraint["labelSelector"] {
  if (labelSelector === undefined || matchLabelKeys.length === 0) return labelSelector;
  const labels = pod.metadata.labels ?? {};
  const extra = matchLabelKeys.flatMap((key) => (labels[key] === undefined ? [] : [{ key, operator: "In" as const, values: [labels[key]] }]));
  return { ...labelSelector, matchExpressions: [...(labelSelector.matchExpressions ?? []), ...extra] };
}
