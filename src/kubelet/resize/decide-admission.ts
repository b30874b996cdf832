import { isTerminalPhase } from "../../api/core/pod/phase.ts";
import { amountsOf, podRequests } from "../../api/core/scheduling/pod-requests.ts";
import type { Node, Pod } from "../../api/types/core/v1.gen.ts";

/** Whether the node has room for what a resize asks for. */
export type ResizeVerdict =
  | { readonly type: "Admitted" }
  /** It will never fit this node. */
  | { readonly type: "Infeasible"; readonly message: string }
  /** It fits once other pods have gone or shrunk. */
  | { readonly type: "Deferred"; readonly message: string };

const resizable = ["cpu", "memory"] as const;

/** `others` are the node's other pods, each with what it has been allocated. Source: kubernetes allocation manager canResizePod. */
export function decideAdmission(wanted: Pod, node: Node | undefined, others: readonly Pod[]): ResizeVerdict {
  const capacity = amountsOf(node?.status?.allocatable);
  const requests = podRequests(wanted);
  for (const name of resizable) {
    const requested = requests.get(name) ?? 0;
    const has = capacity.get(name);
    if (has !== undefined && requested > has) return { type: "Infeasible", message: `Node didn't have enough capacity: ${name}, requested: ${requested}, capacity: ${has}` };
  }
  const neighbours = others.filter((other) => other.metadata.uid !== wanted.metadata.uid && !isTerminalPhase(other.status?.phase));
  for (const name of resizable) {
    const requested = requests.get(name) ?? 0;
    const has = capacity.get(name);
    const used = neighbours.reduce((total, other) => total + (podRequests(other).get(name) ?? 0), 0);
    if (has !== undefined && used + requested > has) return { type: "Deferred", message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${has}` };
  }
  return { type: "Admitted" };
}
