import { readFileSync } from "node:fs";
import type { ContainerStatsDetail, DeviceCounters } from "../../../cri/contract.ts";
import { parsePressure } from "../../../proc/pressure.ts";
import { type CgroupLayout, controllerPath } from "./cgroup-tree.ts";

/** Limits from here on are none: version 1 writes the largest number of pages. */
const unlimited = 2 ** 60;

/** Everything else that the kernel counts of a cgroup. What it does not count is absent. Source of the fields: cadvisor container/libcontainer. */
export function readDetail(layout: CgroupLayout, cgroup: string): ContainerStatsDetail {
  return detailFrom(layout.version, (controller, file) => readText(`${controllerPath(layout, controller, cgroup)}/${file}`));
}

/** The text of a controller's file; undefined for one that is not there. */
type Read = (controller: string, file: string) => string | undefined;

export function detailFrom(version: 1 | 2, read: Read): ContainerStatsDetail {
  return version === 2 ? detailOfV2(read) : detailOfV1(read);
}

function detailOfV2(read: Read): ContainerStatsDetail {
  const cpu = read("cpu", "cpu.stat");
  const memory = read("memory", "memory.stat");
  return {
    ...userAndSystem(times(field(cpu, "user_usec"), 1_000), times(field(cpu, "system_usec"), 1_000)),
    cpuPeriods: field(cpu, "nr_periods"),
    throttledPeriods: field(cpu, "nr_throttled"),
    throttledNanoseconds: times(field(cpu, "throttled_usec"), 1_000),
    memoryRssBytes: field(memory, "anon"),
    memoryCacheBytes: field(memory, "file"),
    memoryMappedBytes: field(memory, "file_mapped"),
    memoryMaxUsageBytes: numberOf(read("memory", "memory.peak")),
    memoryLimitBytes: limitOf(read("memory", "memory.max")),
    pageFaults: field(memory, "pgfault"),
    majorPageFaults: field(memory, "pgmajfault"),
    oomKills: field(read("memory", "memory.events"), "oom_kill"),
    swapUsageBytes: numberOf(read("memory", "memory.swap.current")),
    swapLimitBytes: limitOf(read("memory", "memory.swap.max")),
    devices: ioStat(read("io", "io.stat")),
    pressures: { cpu: parsePressure(read("cpu", "cpu.pressure")), memory: parsePressure(read("memory", "memory.pressure")), io: parsePressure(read("io", "io.pressure")) },
  };
}

function detailOfV1(read: Read): ContainerStatsDetail {
  const cpu = read("cpu", "cpu.stat");
  const memory = read("memory", "memory.stat");
  // Only a kernel that accounts for swap has this file; it counts memory and swap together.
  const both = numberOf(read("memory", "memory.memsw.usage_in_bytes"));
  const limit = limitOf(read("memory", "memory.limit_in_bytes"));
  const bothLimit = limitOf(read("memory", "memory.memsw.limit_in_bytes"));
  return {
    ...userAndSystem(numberOf(read("cpuacct", "cpuacct.usage_user")), numberOf(read("cpuacct", "cpuacct.usage_sys"))),
    cpuPeriods: field(cpu, "nr_periods"),
    throttledPeriods: field(cpu, "nr_throttled"),
    throttledNanoseconds: field(cpu, "throttled_time"),
    memoryRssBytes: field(memory, "total_rss"),
    memoryCacheBytes: field(memory, "total_cache"),
    memoryMappedBytes: field(memory, "total_mapped_file"),
    memoryMaxUsageBytes: numberOf(read("memory", "memory.max_usage_in_bytes")),
    memoryLimitBytes: limit,
    pageFaults: field(memory, "total_pgfault"),
    majorPageFaults: field(memory, "total_pgmajfault"),
    oomKills: field(read("memory", "memory.oom_control"), "oom_kill"),
    swapUsageBytes: both === undefined ? undefined : (field(memory, "total_swap") ?? 0),
    swapLimitBytes: limit !== undefined && bothLimit !== undefined ? Math.max(0, bothLimit - limit) : undefined,
    devices: blkio(read("blkio", "blkio.throttle.io_service_bytes_recursive"), read("blkio", "blkio.throttle.io_serviced_recursive")),
  };
}

function userAndSystem(user: number | undefined, system: number | undefined): Pick<ContainerStatsDetail, "cpuUserNanoseconds" | "cpuSystemNanoseconds"> {
  return { cpuUserNanoseconds: user, cpuSystemNanoseconds: system };
}

/** `8:0 rbytes=1 wbytes=2 rios=3 wios=4 …` */
function ioStat(text: string | undefined): DeviceCounters[] | undefined {
  return text?.split("\n").filter((line) => line.includes("=")).map((line) => {
    const value = (name: string): number => Number(new RegExp(` ${name}=(\\d+)`).exec(line)?.[1] ?? 0);
    return { device: line.split(" ")[0] ?? "", readBytes: value("rbytes"), writtenBytes: value("wbytes"), reads: value("rios"), writes: value("wios") };
  });
}

/** `8:0 Read 1`, `8:0 Write 2`, …, `Total 3`, in one file for bytes and one for operations. */
function blkio(bytes: string | undefined, operations: string | undefined): DeviceCounters[] | undefined {
  if (bytes === undefined || operations === undefined) return undefined;
  const value = (text: string, device: string, what: string): number => Number(new RegExp(`^${device} ${what} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
  const devices = new Set([...bytes.matchAll(/^(\d+:\d+) /gm)].map(([, device = ""]) => device));
  return [...devices].map((device) => ({ device, readBytes: value(bytes, device, "Read"), writtenBytes: value(bytes, device, "Write"), reads: value(operations, device, "Read"), writes: value(operations, device, "Write") }));
}

function field(text: string | undefined, name: string): number | undefined {
  return numberOf(new RegExp(`^${name} (\\d+)$`, "m").exec(text ?? "")?.[1]);
}

function times(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

/** Absent for `max` as well. */
function limitOf(text: string | undefined): number | undefined {
  const limit = numberOf(text);
  return limit === undefined || limit >= unlimited ? undefined : limit;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || !/^\d+\s*$/.test(text) ? undefined : Number(text);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // its controller is off, or the kernel is older
  }
}
