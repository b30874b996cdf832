import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import type { LinuxContainerResources } from "../../../cri/contract.ts";

const MOUNT = "/sys/fs/cgroup";

/** Controllers that limits and statistics need, as v1 names its folders. */
export const NEEDED_CONTROLLERS = ["cpu", "cpuacct", "memory", "pids"] as const;

export interface CgroupLayout {
  readonly version: 1 | 2;
  /** Version 1: the folders of the mounted hierarchies. Version 2: the one mount. */
  readonly hierarchies: readonly string[];
  /** An extra v2 tree beside v1 (the mixed layout), which crun must not see. */
  readonly mixedUnified?: string;
}

/** Which layout this machine has. Undefined when no cgroups are mounted. */
export function probeCgroups(): CgroupLayout | undefined {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n").map((line) => line.split(" "));
  const unified = mounts.find(([, , type]) => type === "cgroup2")?.[1];
  const v1 = mounts.filter(([, , type]) => type === "cgroup").map(([, path = ""]) => path);
  if (v1.length > 0) return { version: 1, hierarchies: v1, mixedUnified: unified };
  return unified === undefined ? undefined : { version: 2, hierarchies: [unified] };
}

/** Where one controller of a cgroup is, e.g. `/sys/fs/cgroup/memory/wherry-dev/kubepods/pod1`. */
export function controllerPath(layout: CgroupLayout, controller: string, cgroup: string): string {
  if (layout.version === 2) return `${layout.hierarchies[0]}${cgroup}`;
  const folder = layout.hierarchies.find((path) => path.slice(MOUNT.length + 1).split(",").includes(controller));
  return `${folder ?? `${MOUNT}/${controller}`}${cgroup}`;
}

/** Every process in a cgroup, not those in cgroups below it. */
export function processesOf(layout: CgroupLayout, cgroup: string): number[] {
  const path = `${controllerPath(layout, "pids", cgroup)}/cgroup.procs`;
  try {
    return readFileSync(path, "utf8").split("\n").filter((line) => line !== "").map(Number);
  } catch {
    return [];
  }
}

export function cgroupExists(layout: CgroupLayout, cgroup: string): boolean {
  return layout.hierarchies.some((hierarchy) => existsSync(`${hierarchy}${cgroup}`));
}

/** Removes a cgroup with everything below it, in every hierarchy, as far as it is empty of processes. */
export function removeCgroup(layout: CgroupLayout, cgroup: string): void {
  const everywhere = layout.mixedUnified === undefined ? layout.hierarchies : [...layout.hierarchies, layout.mixedUnified];
  for (const hierarchy of everywhere) removeTree(`${hierarchy}${cgroup}`);
}

function removeTree(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) removeTree(`${folder}/${entry.name}`);
  try {
    rmdirSync(folder);
  } catch (error) {
    const code = (error as { code?: string }).code;
    // Where the v2 tree is not mounted, crun's `cgroup.procs` of an exec is an ordinary file in an ordinary folder.
    if (code === "ENOTEMPTY") rmSync(folder, { recursive: true, force: true });
    else if (code !== "EBUSY" && code !== "ENOENT") throw error;
  }
}

/** Creates a cgroup and sets limits on everything below it. */
export function limitCgroup(layout: CgroupLayout, cgroup: string, resources: LinuxContainerResources): void {
  if (layout.version === 2) enableControllers(layout.hierarchies[0] ?? MOUNT, cgroup);
  for (const [controller, file, value] of limitFiles(layout.version, resources)) {
    const folder = controllerPath(layout, controller, cgroup);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/${file}`, value);
  }
}

/** The files of a cgroup that hold these limits, in the order in which they must be written. */
export function limitFiles(version: 1 | 2, resources: LinuxContainerResources): (readonly [controller: string, file: string, value: string])[] {
  const { cpuPeriodUs = 100_000, cpuQuotaUs, cpuShares, memoryLimitBytes, pidsLimit } = resources;
  const files: (readonly [string, string, string])[] = [];
  if (version === 1) {
    if (cpuShares) files.push(["cpu", "cpu.shares", `${cpuShares}`]);
    if (cpuQuotaUs) files.push(["cpu", "cpu.cfs_period_us", `${cpuPeriodUs}`], ["cpu", "cpu.cfs_quota_us", `${cpuQuotaUs}`]);
    if (memoryLimitBytes) files.push(["memory", "memory.limit_in_bytes", `${memoryLimitBytes}`]);
  } else {
    if (cpuShares) files.push(["cpu", "cpu.weight", `${weightOfShares(cpuShares)}`]);
    if (cpuQuotaUs) files.push(["cpu", "cpu.max", `${cpuQuotaUs > 0 ? cpuQuotaUs : "max"} ${cpuPeriodUs}`]);
    if (memoryLimitBytes) files.push(["memory", "memory.max", `${memoryLimitBytes}`]);
  }
  if (pidsLimit) files.push(["pids", "pids.max", `${pidsLimit}`]);
  return files;
}

/** cgroup v2's weight (1 to 10,000) for v1's shares (2 to 262,144). Source: the linear mapping of KEP-2254. */
export function weightOfShares(shares: number): number {
  return Math.floor(1 + ((Math.min(262_144, Math.max(2, shares)) - 2) * 9_999) / 262_142);
}

function enableControllers(mount: string, cgroup: string): void {
  let folder = mount;
  for (const part of cgroup.split("/").filter((name) => name !== "")) {
    const available = readFileSync(`${folder}/cgroup.controllers`, "utf8").trim().split(/\s+/);
    const wanted = ["cpu", "cpuset", "memory", "pids"].filter((name) => available.includes(name));
    writeFileSync(`${folder}/cgroup.subtree_control`, wanted.map((name) => `+${name}`).join(" "));
    folder = `${folder}/${part}`;
    mkdirSync(folder, { recursive: true });
  }
}
