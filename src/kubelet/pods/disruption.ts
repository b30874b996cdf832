import type { ExtraCondition } from "../status/conditions.ts";
import type { PodEnding } from "./observation.ts";

/** The condition by which controllers know that a pod's end was not its own fault. */
export function disruptionOf(ending: PodEnding | undefined): ExtraCondition[] {
  if (ending?.type !== "Failed" || ending.disruption === undefined) return [];
  return [{ type: "DisruptionTarget", status: "True", reason: "TerminationByKubelet", message: ending.disruption }];
}
