import type { Pod } from "../../api/types/core/v1.gen.ts";
import { wholeValue } from "../containers/amounts.ts";

/** Bytes that a pod takes on the node's disk. Volumes are its emptyDirs, by name; those in memory are bounded by their file system. */
export interface StorageUsage {
  readonly volumes: ReadonlyMap<string, number>;
  /** Writable layer and logs, by container. */
  readonly containers: ReadonlyMap<string, number>;
}

const resource = "ephemeral-storage";

/** True for a pod with a limit that someone has to measure. */
export function hasStorageLimits({ spec }: Pod): boolean {
  return spec.volumes?.some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined && emptyDir.medium !== "Memory") === true || spec.containers.some((container) => container.resources?.limits?.[resource] !== undefined);
}

/** Source of the signals: kubernetes pkg/kubelet/eviction signalEmptyDirFsLimit and the others. */
export interface ExceededLimit {
  readonly signal: "emptydirfs.limit" | "ephemeralpodfs.limit" | "ephemeralcontainerfs.limit";
  readonly message: string;
}

/** Why the pod has to go for what it stores, in the words of its Evicted event. Source: kubernetes eviction manager localStorageEviction. */
export function exceededStorageLimit({ spec }: Pod, usage: StorageUsage): ExceededLimit | undefined {
  for (const { name, emptyDir } of spec.volumes ?? []) {
    const limit = emptyDir?.medium === "Memory" ? undefined : emptyDir?.sizeLimit;
    if (limit !== undefined && wholeValue(limit) > 0 && (usage.volumes.get(name) ?? 0) > wholeValue(limit)) return { signal: "emptydirfs.limit", message: `Usage of EmptyDir volume "${name}" exceeds the limit "${limit}". ` };
  }
  const limits = spec.containers.map((container) => ({ name: container.name, limit: container.resources?.limits?.[resource] }));
  const total = limits.reduce((sum, { limit }) => sum + (limit === undefined ? 0 : wholeValue(limit)), 0);
  if (limits.every(({ limit }) => limit !== undefined) && totalOf(usage) > total) {
    return { signal: "ephemeralpodfs.limit", message: `Pod ephemeral local storage usage exceeds the total limit of containers ${limits.length === 1 ? limits[0]?.limit : total}. ` };
  }
  for (const { name, limit } of limits) {
    if (limit !== undefined && (usage.containers.get(name) ?? 0) > wholeValue(limit)) return { signal: "ephemeralcontainerfs.limit", message: `Container ${name} exceeded its local ephemeral storage limit "${limit}". ` };
  }
  return undefined;
}

function totalOf({ volumes, containers }: StorageUsage): number {
  return [...volumes.values(), ...containers.values()].reduce((sum, bytes) => sum + bytes, 0);
}
