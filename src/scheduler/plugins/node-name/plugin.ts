import type { Rejection, SchedulerPlugin } from "../../framework/contract.ts";

const rejection: Rejection = { reasons: ["node(s) didn't match the requested node name"], resolvable: false };

/** A pod that names its node goes there or nowhere. */
export const plugin: SchedulerPlugin = {
  name: "NodeName",
  order: 40,
  prepare(pod) {
    const wanted = pod.spec.nodeName;
    return wanted === undefined || wanted === "" ? undefined : { filter: (node) => (node.name === wanted ? undefined : rejection) };
  },
  mayHelp: (event) => event.type === "NodeAdded",
};
