import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import { conflicts, hostPorts } from "../../api/core/scheduling/host-ports.ts";
import { matchesRequiredNodeAffinity } from "../../api/core/scheduling/node-affinity.ts";
import { amountsOf, podRequests } from "../../api/core/scheduling/pod-requests.ts";
import { untoleratedTaint } from "../../api/core/scheduling/taints.ts";
import { isTerminalPhase } from "../../api/core/pod/phase.ts";
import type { PodEnding } from "../pods/observation.ts";
import { unenforceableAppArmor } from "./app-armor.ts";
import { forbiddenSysctl } from "./sysctls.ts";

/** The other pods of the node. To go through them all costs more than the rest of an admission, and most need not. */
export interface Neighbours {
  /** There are no more than so many. */
  readonly atMost: number;
  list(): readonly Pod[];
}

/**
 * Whether this node takes a pod that was bound to it, perhaps around the scheduler: it must have room, free ports and
 * the right labels. Source: kubernetes pkg/kubelet/lifecycle predicateAdmitHandler.
 */
export function admitPod(pod: Pod, node: Node | undefined, others: Neighbours): PodEnding | undefined {
  if (pod.spec.os?.name !== undefined && pod.spec.os.name !== "linux") {
    return refused("PodOSNotSupported", `Failed to admit pod as the OS field doesn't match node OS`);
  }
  const forbidden = forbiddenSysctl(pod) ?? unenforceableAppArmor(pod);
  if (forbidden !== undefined) return refused(forbidden.reason, forbidden.message);
  if (node === undefined) return undefined; // the node's own object is not known yet: nothing to hold the pod against
  let found: readonly Pod[] | undefined;
  const running = {
    atMost: others.atMost,
    list: () => (found ??= others.list().filter((other) => other.metadata.uid !== pod.metadata.uid && !isTerminalPhase(other.status?.phase))),
  };
  return lackOf(pod, node, running) ?? mismatch(pod, node, running);
}

function lackOf(pod: Pod, node: Node, neighbours: Neighbours): PodEnding | undefined {
  const capacity = amountsOf(node.status?.allocatable);
  const maximumPods = capacity.get("pods");
  if (maximumPods !== undefined && neighbours.atMost >= maximumPods && neighbours.list().length >= maximumPods) return noRoom("pods", 1, neighbours.list().length, maximumPods);
  for (const [name, requested] of podRequests(pod)) {
    const has = capacity.get(name);
    if (requested === 0 || has === undefined) continue; // a resource that nobody has told of is its device plugin's matter
    const used = neighbours.list().reduce((total, other) => total + (podRequests(other).get(name) ?? 0), 0);
    if (used + requested > has) return noRoom(name, requested, used, has);
  }
  return undefined;
}

function mismatch(pod: Pod, node: Node, neighbours: Neighbours): PodEnding | undefined {
  if (!matchesRequiredNodeAffinity(pod, node)) return predicate("NodeAffinity", "node(s) didn't match Pod's node affinity/selector");
  const taken = hostPorts(pod).length === 0 ? [] : neighbours.list().flatMap(hostPorts);
  if (hostPorts(pod).some((port) => taken.some((other) => conflicts(port, other)))) return predicate("NodePorts", "node(s) didn't have free ports for the requested pod ports");
  if (untoleratedTaint(node, pod.spec.tolerations ?? [], ["NoExecute"]) !== undefined) return predicate("TaintToleration", "node(s) had untolerated taint(s)");
  return undefined;
}

function noRoom(resource: string, requested: number, used: number, capacity: number): PodEnding {
  return refused(`OutOf${resource}`, `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`);
}

function predicate(name: string, words: string): PodEnding {
  return refused(name, `Predicate ${name} failed: ${words}`);
}

function refused(reason: string, message: string): PodEnding {
  return { type: "Failed", reason, message: `Pod was rejected: ${message}` };
}
