import type { Toleration } from "../../../api/types/core/v1.gen.ts";
import { tolerates, untoleratedTaint } from "../../../api/core/scheduling/taints.ts";
import type { NodeInfo, PodPlan, Rejection, SchedulerPlugin } from "../../framework/contract.ts";
import { normalizeToHighest } from "../../framework/normalize.ts";

const rejection: Rejection = { reasons: ["node(s) had untolerated taint(s)"], resolvable: false };

/** Taints keep pods away that do not tolerate them; PreferNoSchedule ones only count against a node. */
export const plugin: SchedulerPlugin = {
  name: "TaintToleration",
  order: 50,
  weight: 3,
  prepare(pod, snapshot): PodPlan | undefined {
    if (!snapshot.nodes.some(({ node }) => (node.spec?.taints?.length ?? 0) > 0)) return undefined;
    const tolerations = pod.spec.tolerations ?? [];
    return {
      filter: ({ node }) => (untoleratedTaint(node, tolerations, ["NoSchedule", "NoExecute"]) === undefined ? undefined : rejection),
      score: (node) => unwelcome(node, tolerations),
      normalize: (scores) => normalizeToHighest(scores, { reverse: true }),
    };
  },
  mayHelp: (event) => event.type === "NodeAdded" || event.type === "NodeUpdated",
};

function unwelcome({ node }: NodeInfo, tolerations: readonly Toleration[]): number {
  return (node.spec?.taints ?? []).filter((taint) => taint.effect === "PreferNoSchedule" && !tolerations.some((toleration) => tolerates(toleration, taint))).length;
}
