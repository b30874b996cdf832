import type { Node, Pod, Taint, Toleration } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { parseTime } from "../../machinery/time/time.ts";

/** When the pod must go: now (0 or below), in so many milliseconds, or never (undefined). */
export function timeToEvictionMs(pod: Pod, node: Node, { firstSeen, now }: { readonly firstSeen: Millis; readonly now: Millis }): Millis | undefined {
  const taints = (node.spec?.taints ?? []).filter(({ effect }) => effect === "NoExecute");
  if (taints.length === 0) return undefined;
  const used: Toleration[] = [];
  for (const taint of taints) {
    const toleration = pod.spec?.tolerations?.find((each) => tolerates(each, taint));
    if (toleration === undefined) return 0;
    used.push(toleration);
  }
  const seconds = used.map(({ tolerationSeconds }) => tolerationSeconds).filter((value) => value !== undefined);
  if (seconds.length === 0) return undefined;
  // Where the taint says since when it is there, that holds even if we were not there to see it.
  const since = Math.min(firstSeen, ...taints.map(({ timeAdded }) => parseTime(timeAdded)).filter((time) => !Number.isNaN(time)));
  return since + Math.max(0, Math.min(...seconds)) * 1_000 - now;
}

/** Source: kubernetes component-helpers scheduling ToleratesTaint. */
export function tolerates({ key = "", operator = "Equal", value = "", effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key !== "" && key !== taint.key) return false;
  if (operator === "Exists") return true;
  return key !== "" && value === (taint.value ?? "");
}
