import { conflicts, hostPorts } from "../../../api/core/scheduling/host-ports.ts";
import type { Rejection, SchedulerPlugin } from "../../framework/contract.ts";

const rejection: Rejection = { reasons: ["node(s) didn't have free ports for the requested pod ports"], resolvable: true };

/** A host port can be had once a node, address and protocol. */
export const plugin: SchedulerPlugin = {
  name: "NodePorts",
  order: 70,
  prepare(pod) {
    const wanted = hostPorts(pod);
    if (wanted.length === 0) return undefined;
    return { filter: (node) => (wanted.some((port) => node.hostPorts.some((taken) => conflicts(port, taken))) ? rejection : undefined) };
  },
  mayHelp: (event) => event.type === "NodeAdded" || (event.type === "PodRemoved" && hostPorts(event.pod).length > 0),
};
