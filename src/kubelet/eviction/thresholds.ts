import type { MachineInfo, MachineUsage } from "../ports/machine-port.ts";

/** What runs short on a node, as a condition and as the resource that messages name. */
export interface Shortage {
  readonly signal: "memory.available" | "nodefs.available" | "nodefs.inodesFree" | "pid.available";
  readonly condition: "MemoryPressure" | "DiskPressure" | "PIDPressure";
  readonly resource: "memory" | "ephemeral-storage" | "inodes" | "pids";
  readonly threshold: number;
  readonly available: number;
}

/** Source: kubernetes kubelet DefaultEvictionHard. `pid.available` has no default; a tenth keeps the node's own programs going. */
const memoryBytes = 100 * 1_024 * 1_024;
const diskFraction = 0.1;
const inodesFraction = 0.05;
const pidsFraction = 0.1;

/** The same in the form of a kubelet's configuration. */
export const evictionHard: Readonly<Record<Shortage["signal"], string>> = {
  "memory.available": `${memoryBytes / 1_024 / 1_024}Mi`,
  "nodefs.available": `${diskFraction * 100}%`,
  "nodefs.inodesFree": `${inodesFraction * 100}%`,
  "pid.available": `${pidsFraction * 100}%`,
};

/** Everything that is below its threshold now, the most pressing first: memory kills programs at random. */
export function decideShortages(usage: MachineUsage): Shortage[] {
  const all: Shortage[] = [
    { signal: "memory.available", condition: "MemoryPressure", resource: "memory", threshold: memoryBytes, available: usage.memoryAvailableBytes },
    { signal: "nodefs.available", condition: "DiskPressure", resource: "ephemeral-storage", threshold: Math.floor(usage.rootTotalBytes * diskFraction), available: usage.rootFreeBytes },
    { signal: "nodefs.inodesFree", condition: "DiskPressure", resource: "inodes", threshold: Math.floor(usage.rootTotalInodes * inodesFraction), available: usage.rootFreeInodes },
    { signal: "pid.available", condition: "PIDPressure", resource: "pids", threshold: Math.floor(usage.maximumPids * pidsFraction), available: usage.maximumPids - usage.runningPids },
  ];
  return all.filter(({ available, threshold }) => available < threshold);
}

/** What is held back of the node's capacity, so that the thresholds are not met by what was promised to pods. */
export function reserved(machine: MachineInfo, usage: MachineUsage): { readonly memoryBytes: number; readonly diskBytes: number } {
  return { memoryBytes: Math.min(memoryBytes, machine.memoryBytes), diskBytes: Math.floor(usage.rootTotalBytes * diskFraction) };
}
