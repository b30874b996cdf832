import type { Node, Pod, PodCondition } from "../../api/types/core/v1.gen.ts";
import { Client, keyOf, keyText, parseKey } from "../../client/client.ts";
import { nodes as nodeResource, pods as podResource } from "../../client/resources.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { failPod } from "../shared/pod-condition.ts";
import { isTerminal } from "../shared/pods.ts";
import { addNodeIndex, podsOnNode } from "../shared/pods-by-node.ts";
import { enqueueKeys, runQueue } from "../shared/run-queue.ts";
import { decidePod, surplusTerminated, terminatedThreshold } from "./decide.ts";
import { PodGcMetrics, type RemovalReason } from "./metrics.ts";

/** The key that stands for the number of ended pods. */
const thresholdKey = "";
const nodeGone = { type: "DisruptionTarget", status: "True", reason: "DeletionByPodGC", message: "PodGC: node no longer exists" };

/** Removes pods that no kubelet will: of nodes that are gone, never scheduled, or simply too many that have ended. Keys are pods. */
export const controller: ControllerDefinition = {
  name: "pod-garbage-collector",
  permissions: [
    { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch", "delete"] },
    { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
    { apiGroups: [""], resources: ["pods/status"], verbs: ["patch"] },
  ],
  run,
};

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const { informers, transport, clock } = context;
  const pods = informers.informer(podResource);
  const nodes = informers.informer(nodeResource);
  addNodeIndex(pods);
  const client = new Client(transport);
  const metrics = context.metrics.set(PodGcMetrics);
  /** By node, since when it is missing. */
  const missing = new Map<string, number>();

  /** Nobody else will say that the pod has ended, and whoever holds it with a finalizer may wait for that. */
  async function remove(pod: Pod, reason: RemovalReason, condition?: PodCondition): Promise<void> {
    const labels = [pod.metadata.namespace ?? "", reason] as const;
    metrics.removed.labels(...labels).inc();
    try {
      if (!isTerminal(pod)) await failPod(client, pod, { condition, now: clock.now() });
      await client.delete(podResource, keyOf(pod), { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } });
    } catch (error) {
      if (!isStatus(error, "NotFound")) metrics.failed.labels(...labels).inc();
      throw error;
    }
  }

  async function reconcilePod(key: string): Promise<{ requeueAfterMs?: number } | undefined> {
    const { namespace, name } = parseKey(key);
    const pod = pods.lister.get(namespace, name);
    if (pod === undefined) return undefined;
    const nodeName = pod.spec?.nodeName ?? "";
    const node = nodes.lister.get("", nodeName);
    const now = clock.monotonic();
    if (nodeName !== "" && node === undefined && !missing.has(nodeName)) missing.set(nodeName, now);
    const verdict = decidePod(pod, node, { missingSince: missing.get(nodeName) ?? now, now });
    if (verdict.type === "Stays") return undefined;
    if (verdict.type === "Goes") await remove(pod, nodeName === "" ? "unscheduled" : "out-of-service");
    else if (verdict.inMs > 0) return { requeueAfterMs: verdict.inMs };
    else if (!(await nodeExists(client, nodeName))) await remove(pod, "orphaned", nodeGone);
    return undefined;
  }

  return runQueue(context, {
    name: "orphaned_pods_nodes",
    what: "pod",
    workers: 4,
    subscribe: (queue) => {
      const nodeChanged = ({ metadata: { name = "" } }: Node): void => {
        for (const pod of podsOnNode(pods, name)) queue.add(keyText(keyOf(pod)));
      };
      return [
        enqueueKeys(pods, queue, (pod) => needsLook(pod, nodes.lister.get("", pod.spec?.nodeName ?? ""))),
        pods.addHandler({ onUpdate: (pod, old) => isTerminal(pod) && !isTerminal(old) && pods.lister.size > terminatedThreshold && queue.add(thresholdKey) }),
        nodes.addHandler({
          onAdd: ({ metadata }) => missing.delete(metadata.name ?? ""),
          onUpdate: (node, old) => node.spec?.taints !== old.spec?.taints && nodeChanged(node),
          onDelete: nodeChanged,
        }),
      ];
    },
    reconcile: async (key) => {
      try {
        if (key !== thresholdKey) return await reconcilePod(key);
        for (const pod of surplusTerminated(pods.lister.list(), terminatedThreshold)) await remove(pod, "terminated");
      } catch (error) {
        if (isStatus(error, "Conflict")) return { requeueAfterMs: 100 };
        if (!isStatus(error, "NotFound")) throw error;
      }
      return undefined;
    },
  }, signal);
}

/** Pods on a node that is there and that are not on their way out are no work for this controller. */
function needsLook(pod: Pod, node: Node | undefined): boolean {
  return pod.metadata.deletionTimestamp !== undefined || (Boolean(pod.spec?.nodeName) && node === undefined);
}

/** Asks the server itself: a node that the informer has not seen yet must not lose its pods. */
async function nodeExists(client: Client, name: string): Promise<boolean> {
  try {
    await client.get(nodeResource, { namespace: "", name });
    return true;
  } catch (error) {
    if (isStatus(error, "NotFound")) return false;
    throw error;
  }
}
