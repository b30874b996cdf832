import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { Client, keyOf, keyText, parseKey } from "../../client/client.ts";
import { nodes as nodeResource, pods as podResource } from "../../client/resources.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { writePodCondition } from "../shared/pod-condition.ts";
import { addNodeIndex, podsOnNode } from "../shared/pods-by-node.ts";
import { enqueueKeys, runQueue } from "../shared/run-queue.ts";
import { timeToEvictionMs } from "./decide.ts";
import { TaintEvictionMetrics } from "./metrics.ts";

const disruption = { type: "DisruptionTarget", status: "True", reason: "DeletionByTaintManager", message: "Taint manager: deleting due to NoExecute taint" };

/** Deletes pods from nodes with NoExecute taints that they do not tolerate, or no longer. Keys are pods. */
export const controller: ControllerDefinition = {
  name: "taint-eviction-controller",
  // As upstream: its account has been that of the controller it was a part of.
  actsAs: "node-controller",
  permissions: [],
  run,
};

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const { informers, transport, clock, recorder } = context;
  const pods = informers.informer(podResource);
  const nodes = informers.informer(nodeResource);
  addNodeIndex(pods);
  const client = new Client(transport);
  const metrics = context.metrics.set(TaintEvictionMetrics);
  /** By pod, when it was first seen beside taints that it tolerates for a time. */
  const waiting = new Map<string, number>();

  async function evict(key: string, pod: Pod, dueAt: Millis): Promise<void> {
    recorder.event(pod, "Normal", "TaintManagerEviction", `Marking for deletion Pod ${key}`);
    await writePodCondition(client, pod, { condition: disruption, now: clock.now() });
    await client.delete(podResource, keyOf(pod), { preconditions: { uid: pod.metadata.uid } });
    waiting.delete(key);
    metrics.deletions.inc();
    metrics.deletionDuration.observe((clock.now() - dueAt) / 1_000);
  }

  return runQueue(context, {
    name: "noexec_taint_pod",
    what: "pod",
    workers: 8,
    subscribe: (queue) => [
      enqueueKeys(pods, queue, ({ spec }) => Boolean(spec?.nodeName)),
      nodes.addHandler({
        onUpdate: (node, old) => {
          if (semanticEqual(node.spec?.taints, old.spec?.taints)) return;
          for (const pod of podsOnNode(pods, node.metadata.name ?? "")) queue.add(keyText(keyOf(pod)));
        },
      }),
    ],
    reconcile: async (key) => {
      const { namespace, name } = parseKey(key);
      const pod = pods.lister.get(namespace, name);
      const node = nodes.lister.get("", pod?.spec?.nodeName ?? "");
      if (pod === undefined || node === undefined || pod.metadata.deletionTimestamp !== undefined) {
        waiting.delete(key);
        return undefined;
      }
      const now = clock.now();
      const waitMs = timeToEvictionMs(pod, node, { firstSeen: waiting.get(key) ?? now, now });
      if (waitMs === undefined) {
        if (waiting.delete(key)) recorder.event(pod, "Normal", "TaintManagerEviction", `Cancelling deletion of Pod ${key}`);
        return undefined;
      }
      if (waitMs > 0) {
        if (!waiting.has(key)) waiting.set(key, now);
        return { requeueAfterMs: waitMs };
      }
      try {
        await evict(key, pod, now + waitMs);
      } catch (error) {
        if (isStatus(error, "Conflict")) return { requeueAfterMs: 100 };
        if (!isStatus(error, "NotFound")) throw error;
      }
      return undefined;
    },
  }, signal);
}
