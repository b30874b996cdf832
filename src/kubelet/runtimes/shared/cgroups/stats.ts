import { readFileSync } from "node:fs";
import { type CgroupLayout, controllerPath } from "./cgroup-tree.ts";

export interface CgroupStats {
  readonly cpuUsageNanoseconds: number;
  readonly memoryUsageBytes: number;
  /** Usage less the file cache that can be dropped at once; what evictions go by. */
  readonly memoryWorkingSetBytes: number;
  readonly pids: number;
}

/** What a cgroup has used. A file that is not there (its controller is off) counts as 0. */
export function readStats(layout: CgroupLayout, cgroup: string): CgroupStats {
  const read = (controller: string, file: string) => readText(`${controllerPath(layout, controller, cgroup)}/${file}`);
  const usage = Number(read("memory", layout.version === 2 ? "memory.current" : "memory.usage_in_bytes"));
  const inactive = field(read("memory", "memory.stat"), layout.version === 2 ? "inactive_file" : "total_inactive_file");
  return {
    cpuUsageNanoseconds: layout.version === 2 ? field(read("cpu", "cpu.stat"), "usage_usec") * 1_000 : Number(read("cpuacct", "cpuacct.usage")),
    memoryUsageBytes: usage, memoryWorkingSetBytes: Math.max(0, usage - inactive), pids: Number(read("pids", "pids.current")),
  };
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "0";
  }
}
