import { tolerates } from "../../../api/core/scheduling/taints.ts";
import type { Rejection, SchedulerPlugin } from "../../framework/contract.ts";

const rejection: Rejection = { reasons: ["node(s) were unschedulable"], resolvable: false };
const taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" as const };

/** A cordoned node takes only pods that tolerate its being cordoned. */
export const plugin: SchedulerPlugin = {
  name: "NodeUnschedulable",
  order: 30,
  prepare(pod) {
    if (pod.spec.tolerations?.some((toleration) => tolerates(toleration, taint)) === true) return undefined;
    return { filter: ({ node }) => (node.spec?.unschedulable === true ? rejection : undefined) };
  },
  mayHelp: (event) => event.type === "NodeAdded" || event.type === "NodeUpdated",
};
