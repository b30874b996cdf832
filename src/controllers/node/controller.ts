import type { Lease } from "../../api/types/coordination/v1.gen.ts";
import { findCondition } from "../../machinery/meta/conditions.ts";
import { leases as leaseResource, nodes as nodeResource, pods as podResource } from "../../client/resources.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { addNodeIndex } from "../shared/pods-by-node.ts";
import { runQueue } from "../shared/run-queue.ts";
import { NodeMetrics } from "./metrics.ts";
import { NodeReconciler } from "./reconciler.ts";

export const controller: ControllerDefinition = {
  name: "node-controller",
  permissions: [
    { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch", "update", "delete", "patch"] },
    { apiGroups: [""], resources: ["nodes/status"], verbs: ["patch", "update"] },
    { apiGroups: [""], resources: ["pods/status"], verbs: ["patch", "update"] },
    { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch", "get", "delete"] },
    { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "update"] },
  ],
  run,
};

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const { informers, recorder } = context;
  const nodes = informers.informer(nodeResource);
  const pods = informers.informer(podResource);
  const leases = informers.informer(leaseResource, { namespace: "kube-node-lease" });
  addNodeIndex(pods);
  const metrics = context.metrics.set(NodeMetrics);
  const reconciler = new NodeReconciler({ ...context, metrics, nodes, pods });
  return runQueue(context, {
    name: "node_lifecycle_controller",
    what: "node",
    workers: 4,
    subscribe: (queue) => {
      const heard = ({ metadata: { name = "" } }: Lease): void => reconciler.heard(name);
      return [
        context.metrics.beforeWrite(() => metrics.look(nodes.lister.list())),
        leases.addHandler({ onAdd: heard, onUpdate: heard }),
        nodes.addHandler({
          onAdd: (node) => {
            const name = node.metadata.name ?? "";
            reconciler.heard(name);
            queue.add(name);
            recorder.event(node, "Normal", "RegisteredNode", `Node ${name} event: Registered Node ${name} in Controller`);
          },
          onUpdate: (node, old) => {
            const name = node.metadata.name ?? "";
            const heartbeat = (of: typeof node): string | undefined => findCondition(of.status?.conditions, "Ready")?.lastHeartbeatTime;
            if (heartbeat(node) !== heartbeat(old)) reconciler.heard(name);
            queue.add(name);
          },
          onDelete: (node) => {
            const name = node.metadata.name ?? "";
            reconciler.forget(name);
            recorder.event(node, "Normal", "RemovingNode", `Node ${name} event: Removing Node ${name} from Controller`);
          },
        }),
      ];
    },
    reconcile: (name) => reconciler.reconcile(name),
  }, signal);
}
