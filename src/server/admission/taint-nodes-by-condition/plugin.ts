import type { Node } from "../../../api/types/core/v1.gen.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { isCore } from "../shared/refuse.ts";

const notReady = "node.kubernetes.io/not-ready";

/** A new node takes no pods until it reported that it is ready. Source: kubernetes plugin/pkg/admission/nodetaint. */
export const plugin: AdmissionPluginFactory = () => ({
  name: "TaintNodesByCondition",
  order: 40,
  handles: (attributes) => attributes.operation === "CREATE" && isCore(attributes, "nodes"),
  mutate({ object }) {
    const { spec } = object as Node;
    const taints = spec.taints ?? [];
    if (!taints.some(({ key, effect }) => key === notReady && effect === "NoSchedule")) spec.taints = [...taints, { key: notReady, effect: "NoSchedule" }];
  },
});
