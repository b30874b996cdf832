import type { InterfaceCounters } from "../proc/net-dev.ts";
import type { Pressures } from "../proc/pressure.ts";

/** What the node's machine is, as the Node object tells it. */
export interface MachineInfo {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly machineId: string;
  readonly systemUuid: string;
  readonly bootId: string;
  /** Milliseconds since the epoch. */
  readonly bootedAt: number;
  /** Bytes set aside for huge pages, by their size as in `hugepages-2Mi`. */
  readonly hugePages: Readonly<Record<string, number>>;
  /** Swap space; 0 when there is none. */
  readonly swapBytes: number;
  readonly kernelVersion: string;
  readonly osImage: string;
  /** As Go names it: `amd64`, `arm64`. */
  readonly architecture: string;
}

export interface MachineUsage {
  readonly memoryAvailableBytes: number;
  readonly rootFreeBytes: number;
  readonly rootTotalBytes: number;
  readonly rootFreeInodes: number;
  readonly rootTotalInodes: number;
  readonly maximumPids: number;
  readonly runningPids: number;
  /** Time that all processors together have been busy since the boot. */
  readonly cpuUsageNanoseconds: number;
}

/** What is read only for those who ask how the machine does. */
export interface MachineDetail {
  /** The machine's own interfaces, the one to the outside first; none of the pods'. */
  readonly network: readonly InterfaceCounters[];
  /** Absent without swap space. */
  readonly swap?: { readonly usedBytes: number; readonly freeBytes: number };
  readonly memoryRssBytes: number;
  readonly pageFaults: number;
  readonly majorPageFaults: number;
  readonly pressures: Pressures;
}

export interface MachinePort {
  info(): MachineInfo;
  /** Measured now; `path` chooses the file system. */
  usage(path: string): MachineUsage;
  /** Measured now. */
  detail(): MachineDetail;
  /** What a folder takes on disk, everything below it included; 0 when there is none. */
  folderBytes(path: string): Promise<number>;
}
