import type { Node, Taint, Toleration } from "../../types/core/v1.gen.ts";

export type TaintEffect = "NoSchedule" | "PreferNoSchedule" | "NoExecute";

/** The first of a node's taints with one of these effects that no toleration covers. */
export function untoleratedTaint(node: Node, tolerations: readonly Toleration[], effects: readonly TaintEffect[]): Taint | undefined {
  return node.spec?.taints?.find((taint) => effects.includes(taint.effect as TaintEffect) && !tolerations.some((toleration) => tolerates(toleration, taint)));
}

/** Source: kubernetes component-helpers ToleratesTaint. Empty effect and key match all. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if ((toleration.effect ?? "") !== "" && toleration.effect !== taint.effect) return false;
  if ((toleration.key ?? "") !== "" && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? "Equal") {
    case "Exists":
      return true;
    case "Equal":
      return (toleration.key ?? "") !== "" && (toleration.value ?? "") === (taint.value ?? "");
    default:
      return false;
  }
}
