import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import type { Layout } from "./layout.ts";
import { bundlePaths, sandboxPaths } from "./layout.ts";
import { killByArguments } from "./linux/kill-by-argument.ts";
import { isAlive } from "./linux/process-identity.ts";
import { findProgram } from "./programs.ts";
import type { ContainerRecord, SandboxRecord } from "./records.ts";

export interface Recovered {
  readonly sandboxes: readonly SandboxRecord[];
  readonly containers: readonly ContainerRecord[];
  /** Folders of containers whose creation was cut off; nothing runs in them. */
  readonly unfinished: readonly string[];
  /** The same of sandboxes; namespaces may be pinned in them. */
  readonly unfinishedSandboxes: readonly string[];
}

/** What an earlier run left on disk. Sandboxes of an earlier boot are not ready any more: their namespaces went with it. */
export function recover(layout: Layout, bootId: string): Recovered {
  for (const folder of [layout.exitsDir, layout.crunRoot, layout.bundlesDir, layout.namespacesDir, layout.containersDir, layout.sandboxesDir, layout.mountPointsDir]) mkdirSync(folder, { recursive: true, mode: 0o711 });
  removeUnfinished(layout.layersDir, "new-");
  removeUnfinished(layout.imagesDir, "incoming-");
  const containers: ContainerRecord[] = [];
  const unfinished: string[] = [];
  for (const id of readdirSync(layout.containersDir)) {
    const record = readRecord<ContainerRecord>(bundlePaths(layout, id).record);
    const settled = record === undefined ? undefined : settleStart(layout, record, bootId);
    if (settled === undefined) unfinished.push(id);
    else containers.push(settled);
  }
  const sandboxes: SandboxRecord[] = [];
  const unfinishedSandboxes: string[] = [];
  for (const id of readdirSync(layout.sandboxesDir)) {
    const record = readRecord<SandboxRecord>(sandboxPaths(layout, id).record);
    if (record === undefined) unfinishedSandboxes.push(id);
    else sandboxes.push(record.bootId === bootId ? record : { ...record, state: "SANDBOX_NOTREADY", address: undefined });
  }
  return { sandboxes, containers, unfinished, unfinishedSandboxes };
}

/**
 * A container's start is not written down until its end. crun's fifo tells: it is there until the container's program may
 * run. One that never ran is undefined: it is made anew rather than ended, which would count as a failure of its pod.
 */
function settleStart(layout: Layout, record: ContainerRecord, bootId: string): ContainerRecord | undefined {
  if (record.startedAt !== undefined || record.createFailure !== undefined) return record;
  if (record.bootId !== bootId) return { ...record, startedAt: record.createdAt }; // the fifo went with that boot; a start follows a creation at once
  killByArguments("start", record.id); // the start of the earlier run may still be on its way
  const state = `${layout.crunRoot}/${record.id}`;
  if (!existsSync(state) || existsSync(`${state}/exec.fifo`) || isStillCrun(record)) return undefined;
  return { ...record, startedAt: Math.floor(statSync(state).mtimeMs) }; // the fifo's removal was the last change of the folder
}

/** True when the fifo is gone and the word that goes through it was never written: Wherry was killed in between, and crun waits for it for ever. */
function isStillCrun({ process }: ContainerRecord): boolean {
  const crun = findProgram("crun");
  if (process === undefined || crun === undefined || !isAlive(process)) return false;
  const own = statSync(crun);
  const running = statSync(`/proc/${process.pid}/exe`, { throwIfNoEntry: false });
  return running?.ino === own.ino && running.dev === own.dev;
}

/** True when neither the container runs nor its conmon, which would still write down how it ended. Nothing of an earlier boot runs. */
export function isLost(layout: Layout, { id, process, bootId }: ContainerRecord, currentBootId: string): boolean {
  return bootId !== currentBootId || ((process === undefined || !isAlive(process)) && !hasConmon(layout, id));
}

/** True while the container's conmon runs. */
export function hasConmon(layout: Layout, id: string): boolean {
  try {
    const conmon = readFileSync(bundlePaths(layout, id).conmonPidFile, "utf8").trim();
    return readFileSync(`/proc/${conmon}/cmdline`, "utf8").includes(id);
  } catch {
    return false;
  }
}

/** Pulls and loads that were cut off leave folders under a passing name. */
function removeUnfinished(folder: string, prefix: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (name.startsWith(prefix)) rmSync(`${folder}/${name}`, { recursive: true, force: true });
}

/** Undefined for a record that was never written. */
function readRecord<T>(path: string): T | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return undefined;
  }
}
