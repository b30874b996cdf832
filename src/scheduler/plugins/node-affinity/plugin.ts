import { matchesRequiredNodeAffinity, matchesTerm } from "../../../api/core/scheduling/node-affinity.ts";
import type { NodeInfo, PodPlan, Rejection, SchedulerPlugin } from "../../framework/contract.ts";
import { normalizeToHighest } from "../../framework/normalize.ts";

const rejection: Rejection = { reasons: ["node(s) didn't match Pod's node affinity/selector"], resolvable: false };

/** nodeSelector and required affinity are a must; preferred affinity adds the weights of the terms that match. */
export const plugin: SchedulerPlugin = {
  name: "NodeAffinity",
  order: 60,
  weight: 2,
  prepare(pod): PodPlan | undefined {
    const affinity = pod.spec.affinity?.nodeAffinity;
    const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined || Object.keys(pod.spec.nodeSelector ?? {}).length > 0;
    const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    if (!required && preferred.length === 0) return undefined;
    const score = ({ node }: NodeInfo): number => preferred.reduce((total, { preference, weight }) => total + (isEmpty(preference) || matchesTerm(preference, node) ? weight : 0), 0);
    return {
      ...(required ? { filter: ({ node }) => (matchesRequiredNodeAffinity(pod, node) ? undefined : rejection) } : {}),
      ...(preferred.length > 0 ? { score, normalize: (scores) => normalizeToHighest(scores, { reverse: false }) } : {}),
    };
  },
  mayHelp: (event) => event.type === "NodeAdded" || event.type === "NodeUpdated",
};

/** An empty preference matches every node, other than an empty required term. */
function isEmpty({ matchExpressions = [], matchFields = [] }: { matchExpressions?: readonly unknown[]; matchFields?: readonly unknown[] }): boolean {
  return matchExpressions.length === 0 && matchFields.length === 0;
}
