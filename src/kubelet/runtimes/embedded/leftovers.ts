import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { probeCgroups } from "../shared/cgroups/cgroup-tree.ts";
import { run } from "./host/spawn.ts";
import type { Layout } from "./layout.ts";
import { linkIndex } from "./linux/links.ts";

/** Marks of a cluster on this machine, each as a line for people; empty when nothing is left. */
export async function leftovers({ layout, bridge }: { readonly layout: Layout; readonly bridge: string }): Promise<readonly string[]> {
  const mounts = mountsBelow([layout.dataDir, layout.runDir]).map((path) => `mount ${path}`);
  const processes = [...processesInCgroups(layout), ...conmonProcesses(layout)].map((pid) => `process ${pid}`);
  const cgroups = (probeCgroups()?.hierarchies ?? []).map((path) => `${path}${layout.cgroupRoot}`).filter((path) => existsSync(path)).map((path) => `cgroup ${path}`);
  const folders = [layout.dataDir, layout.runDir].filter((path) => existsSync(path)).map((path) => `folder ${path}`);
  const links = linkIndex(bridge) === undefined ? [] : [`link ${bridge}`];
  const { exitCode } = await run("nft", ["list", "table", "ip", layout.nftTable]);
  return [...processes, ...mounts, ...cgroups, ...links, ...(exitCode === 0 ? [`nftables table ip ${layout.nftTable}`] : []), ...folders];
}

/** Mount points at or below the folders, the deepest first. */
export function mountsBelow(folders: readonly string[]): string[] {
  const points = readFileSync("/proc/self/mountinfo", "utf8").split("\n").map((line) => (line.split(" ")[4] ?? "").replaceAll("\\040", " "));
  return points.filter((point) => folders.some((folder) => point === folder || point.startsWith(`${folder}/`))).reverse();
}

/** Every process in any cgroup of the cluster. */
export function processesInCgroups(layout: Layout): number[] {
  const found = new Set<number>();
  for (const hierarchy of probeCgroups()?.hierarchies ?? []) collect(`${hierarchy}${layout.cgroupRoot}`, found);
  return [...found];
}

/** conmon processes of the cluster: those that were told its folder. */
export function conmonProcesses(layout: Layout): number[] {
  return processIds().filter((pid) => {
    const [program = "", ...args] = readOr(`/proc/${pid}/cmdline`, "").split("\0");
    return program.endsWith("conmon") && args.includes(layout.exitsDir);
  });
}

/** Processes that live in the mount namespace which `pin` names. */
export function processesInNamespace(pin: string): number[] {
  const inode = existsSync(pin) ? statSync(pin).ino : undefined;
  return inode === undefined ? [] : processIds().filter((pid) => linkOr(`/proc/${pid}/ns/mnt`) === `mnt:[${inode}]`);
}

function collect(folder: string, found: Set<number>): void {
  if (!existsSync(folder)) return;
  for (const line of readOr(`${folder}/cgroup.procs`, "").split("\n")) if (line !== "") found.add(Number(line));
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) collect(`${folder}/${entry.name}`, found);
}

function processIds(): number[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise; // the process has ended
  }
}

function linkOr(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
