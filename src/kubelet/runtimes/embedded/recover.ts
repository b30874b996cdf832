import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { Layout } from "./layout.ts";
import { bundlePaths, sandboxPaths } from "./layout.ts";
import { isAlive } from "./linux/process-identity.ts";
import type { ContainerRecord, SandboxRecord } from "./records.ts";

export interface Recovered {
  readonly sandboxes: readonly SandboxRecord[];
  readonly containers: readonly ContainerRecord[];
  /** Folders of containers whose creation was cut off; nothing runs in them. */
  readonly unfinished: readonly string[];
}

/** What an earlier run left on disk. Sandboxes of an earlier boot are not ready any more: their namespaces went with it. */
export function recover(layout: Layout, bootId: string): Recovered {
  for (const folder of [layout.runDir, layout.exitsDir, layout.crunRoot, layout.containersDir, layout.sandboxesDir]) mkdirSync(folder, { recursive: true, mode: 0o711 });
  const containers: ContainerRecord[] = [];
  const unfinished: string[] = [];
  for (const id of readdirSync(layout.containersDir)) {
    const record = readRecord<ContainerRecord>(bundlePaths(layout, id).record);
    if (record === undefined) unfinished.push(id);
    else containers.push(record);
  }
  const sandboxes: SandboxRecord[] = [];
  for (const id of readdirSync(layout.sandboxesDir)) {
    const record = readRecord<SandboxRecord>(sandboxPaths(layout, id).record);
    if (record === undefined) rmSync(sandboxPaths(layout, id).folder, { recursive: true, force: true });
    else sandboxes.push(record.bootId === bootId ? record : { ...record, state: "SANDBOX_NOTREADY", address: undefined });
  }
  return { sandboxes, containers, unfinished };
}

/** True when neither the container runs nor its conmon, which would still write down how it ended. */
export function isLost(layout: Layout, { id, process }: ContainerRecord): boolean {
  if (process !== undefined && isAlive(process)) return false;
  try {
    const conmon = readFileSync(bundlePaths(layout, id).conmonPidFile, "utf8").trim();
    return !readFileSync(`/proc/${conmon}/cmdline`, "utf8").includes(id);
  } catch {
    return true;
  }
}

/** Undefined for a record that was never written, or only in part. */
function readRecord<T>(path: string): T | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return undefined;
  }
}
