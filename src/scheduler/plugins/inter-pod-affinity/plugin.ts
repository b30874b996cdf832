import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { NodeInfo, PodPlan, Rejection, SchedulerPlugin, Snapshot } from "../../framework/contract.ts";
import { type MatchedTerm, prepareTerm } from "./term.ts";
import { preferences } from "./preferences.ts";

const noAffinity: Rejection = { reasons: ["node(s) didn't match pod affinity rules"], resolvable: false };
const ownAntiAffinity: Rejection = { reasons: ["node(s) didn't match pod anti-affinity rules"], resolvable: true };
const othersAntiAffinity: Rejection = { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], resolvable: true };

/** Pods that want to be near some pods and far from others. Source: kubernetes interpodaffinity. */
export const plugin: SchedulerPlugin = {
  name: "InterPodAffinity",
  order: 140,
  weight: 2,
  mayHelp: () => true,
  prepare(pod, snapshot): PodPlan | undefined {
    const near = (pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => prepareTerm(pod, term, snapshot));
    const far = (pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => prepareTerm(pod, term, snapshot));
    const forbidden = forbiddenByOthers(pod, snapshot);
    const scoring = preferences(pod, snapshot);
    if (near.length === 0 && far.length === 0 && forbidden.size === 0 && scoring === undefined) return undefined;
    const nearDomains = near.map((term) => domainsWith(snapshot, (other) => near.every((each) => each.matches(other)), term.topologyKey));
    const farDomains = far.map((term) => domainsWith(snapshot, (other) => term.matches(other), term.topologyKey));
    // The first pod of a group that wants to be together has nobody to be near: it may go anywhere that has the topology.
    const isFirst = nearDomains.every((domains) => domains.size === 0) && near.every((term) => term.matches(pod));
    return {
      ...scoring,
      filter(node) {
        if (!near.every((term, index) => holds(node, term, nearDomains[index], isFirst))) return noAffinity;
        if (far.some((term, index) => farDomains[index]?.has(labelOf(node, term.topologyKey) ?? "") === true)) return ownAntiAffinity;
        for (const [key, values] of forbidden) if (values.has(labelOf(node, key) ?? "")) return othersAntiAffinity;
        return undefined;
      },
    };
  },
};

function holds(node: NodeInfo, term: MatchedTerm, domains: ReadonlySet<string> | undefined, isFirst: boolean): boolean {
  const value = labelOf(node, term.topologyKey);
  return value !== undefined && (isFirst || domains?.has(value) === true);
}

/** The values of `topologyKey` under which there is a pod that `matches` names. */
function domainsWith(snapshot: Snapshot, matches: (pod: Pod) => boolean, topologyKey: string): Set<string> {
  const domains = new Set<string>();
  for (const node of snapshot.nodes) {
    const value = labelOf(node, topologyKey);
    if (value === undefined || domains.has(value)) continue;
    for (const other of node.pods.values()) {
      if (other.metadata.deletionTimestamp === undefined && matches(other)) {
        domains.add(value);
        break;
      }
    }
  }
  return domains;
}

/** Topologies that pods already placed keep this one out of. */
function forbiddenByOthers(pod: Pod, snapshot: Snapshot): Map<string, Set<string>> {
  const forbidden = new Map<string, Set<string>>();
  for (const node of snapshot.nodes) {
    for (const other of node.repellingPods) {
      for (const term of other.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
        const value = labelOf(node, term.topologyKey);
        if (value === undefined || !prepareTerm(other, term, snapshot).matches(pod)) continue;
        forbidden.set(term.topologyKey, (forbidden.get(term.topologyKey) ?? new Set()).add(value));
      }
    }
  }
  return forbidden;
}

function labelOf(node: NodeInfo, key: string): string | undefined {
  return node.node.metadata.labels?.[key];
}
