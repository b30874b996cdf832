import type { PodCondition, PodStatus } from "../../api/types/core/v1.gen.ts";
import { deepEqual } from "../../machinery/equality/deep-equal.ts";
import { passingTypes } from "./conditions.ts";

/**
 * The strategic merge patch that turns `old` into `wanted`: only fields that differ, null for what is gone. Conditions
 * are merged by type, so those that others write stay as they are. Undefined when nothing differs.
 */
export function statusPatch(old: PodStatus | undefined, wanted: PodStatus): Record<string, unknown> | undefined {
  const before = (old ?? {}) as Record<string, unknown>;
  const after = wanted as Record<string, unknown>;
  const patch: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(after)) {
    if (value !== undefined && !deepEqual(before[field], value)) patch[field] = replaced.has(field) && before[field] !== undefined ? [{ $patch: "replace" }, ...(value as unknown[])] : value;
  }
  for (const field of Object.keys(before)) {
    if (after[field] === undefined && before[field] !== undefined && ownFields.has(field)) patch[field] = null;
  }
  const gone = passingTypes.filter((type) => has(old, type) && !has(wanted, type));
  if (gone.length > 0 || patch["conditions"] !== undefined) {
    patch["conditions"] = [...(wanted.conditions ?? []).map((condition) => withoutRest(condition, old)), ...gone.map((type) => ({ $patch: "delete", type }))];
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** A merge keeps the fields that are not named: what the condition said before and says no more has to go by name. */
function withoutRest(condition: PodCondition, old: PodStatus | undefined): Record<string, unknown> {
  const before = old?.conditions?.find(({ type }) => type === condition.type);
  const gone = (["reason", "message"] as const).filter((field) => before?.[field] !== undefined && condition[field] === undefined);
  return { ...condition, ...Object.fromEntries(gone.map((field) => [field, null])) };
}

function has(status: PodStatus | undefined, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type) === true;
}

/** Fields that the kubelet may take away again. */
const ownFields = new Set(["message", "reason", "podIP", "podIPs", "initContainerStatuses", "ephemeralContainerStatuses"]);

/** Lists that a strategic merge would add to instead of replacing. */
const replaced = new Set(["podIPs", "hostIPs"]);
