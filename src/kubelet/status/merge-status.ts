import type { PodStatus } from "../../api/types/core/v1.gen.ts";

import { passingTypes } from "./conditions.ts";

const ownConditions = new Set(["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "AllContainersRestarting", ...passingTypes]);

/** The status as it will be once what the kubelet last wanted is written: its own fields are newer than the server's, the others older. */
export function mergeStatus(server: PodStatus | undefined, own: PodStatus): PodStatus {
  if (server === undefined) return own;
  const foreign = (server.conditions ?? []).filter((condition) => !ownConditions.has(condition.type));
  const kept = (own.conditions ?? []).filter((condition) => ownConditions.has(condition.type));
  return { ...server, ...own, conditions: [...kept, ...foreign] };
}
