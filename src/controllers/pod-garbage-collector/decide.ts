import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { isConditionTrue } from "../../machinery/meta/conditions.ts";
import { isTerminal } from "../shared/pods.ts";

/** How long a node may be missing before its pods go. Source: kubernetes pkg/controller/podgc quarantineTime. */
export const quarantineMs: Millis = 40_000;
/** Ended pods beyond this number go, the oldest first. Source: kube-controller-manager --terminated-pod-gc-threshold. */
export const terminatedThreshold = 12_500;

/** Why a pod that nobody else will remove must be removed. */
export type Verdict =
  | { readonly type: "Stays" }
  | { readonly type: "Goes" }
  /** Its node is gone; `inMs` until that is taken as final. */
  | { readonly type: "GoesWithNode"; readonly inMs: Millis };

/** Source: kubernetes pkg/controller/podgc gcOrphaned, gcTerminating, gcUnscheduledTerminating. */
export function decidePod(pod: Pod, node: Node | undefined, { missingSince, now }: { readonly missingSince: Millis; readonly now: Millis }): Verdict {
  const isDeleting = pod.metadata.deletionTimestamp !== undefined;
  if (!pod.spec?.nodeName) return isDeleting ? { type: "Goes" } : { type: "Stays" };
  if (node === undefined) return { type: "GoesWithNode", inMs: missingSince + quarantineMs - now };
  const isOutOfService = node.spec?.taints?.some(({ key }) => key === "node.kubernetes.io/out-of-service") === true;
  return isDeleting && isOutOfService && !isConditionTrue(node.status?.conditions, "Ready") ? { type: "Goes" } : { type: "Stays" };
}

/** Which of the ended pods must go so that `threshold` are left: evicted ones first, then the oldest. */
export function surplusTerminated(pods: readonly Pod[], threshold: number): Pod[] {
  const ended = pods.filter(isTerminal);
  if (ended.length <= threshold) return [];
  const rank = ({ status }: Pod): number => (status?.reason === "Evicted" ? 0 : 1);
  const created = ({ metadata }: Pod): string => metadata.creationTimestamp ?? "";
  ended.sort((a, b) => rank(a) - rank(b) || (created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : 0));
  return ended.slice(0, ended.length - threshold);
}
