import { formatTime } from "../../machinery/time/time.ts";
import type { ContainerStatsDetail } from "../cri/contract.ts";
import type { Measurement } from "./measure.ts";
import { ioStats, memoryDetail, networkStats, psiStats, sumOf, swapStats } from "./stats-parts.ts";

/** `/stats/summary`: what the node, its pods and their containers use. Source: kubernetes kubelet pkg/apis/stats/v1alpha1. */
export function statsSummary({ nodeName, at, machine, usage, detail, pods }: Measurement, before: Measurement | undefined, { onlyCpuAndMemory = false }: { readonly onlyCpuAndMemory?: boolean } = {}): object {
  const time = formatTime(at);
  const earlier = new Map(before?.pods.flatMap(({ containers }) => containers.map(({ stats }) => [stats.id, stats.cpuUsageNanoseconds] as const)));
  /** Thousand-millionths of a processor in use since the last look; absent at the first. */
  const rate = (now: number, then: number | undefined): object => (then === undefined || before === undefined || at <= before.at ? {} : { usageNanoCores: Math.max(0, Math.round(((now - then) * 1_000) / (at - before.at))) });
  const memoryUsed = machine.memoryBytes - usage.memoryAvailableBytes;
  return {
    node: {
      nodeName,
      startTime: formatTime(machine.bootedAt),
      cpu: { time, ...rate(usage.cpuUsageNanoseconds, before?.usage.cpuUsageNanoseconds), usageCoreNanoSeconds: usage.cpuUsageNanoseconds, ...psiStats(detail.pressures.cpu) },
      memory: { time, availableBytes: usage.memoryAvailableBytes, usageBytes: memoryUsed, workingSetBytes: memoryUsed, rssBytes: detail.memoryRssBytes, pageFaults: detail.pageFaults, majorPageFaults: detail.majorPageFaults, ...psiStats(detail.pressures.memory) },
      ...ioStats(time, detail.pressures.io),
      ...swapStats(time, detail.swap?.usedBytes, detail.swap?.freeBytes),
      ...(onlyCpuAndMemory ? {} : { ...networkStats(time, detail.network), fs: fileSystem(time, usage), runtime: { imageFs: fileSystem(time, usage), containerFs: fileSystem(time, usage) }, rlimit: { time, maxpid: usage.maximumPids, curproc: usage.runningPids } }),
    },
    pods: pods.map(({ pod, containers, network, volumes }) => {
      const all = containers.map(({ stats }) => stats);
      const total = (of: (stats: (typeof containers)[number]["stats"]) => number): number => containers.reduce((sum, { stats }) => sum + of(stats), 0);
      const stored = total((stats) => stats.rootfsUsedBytes) + containers.reduce((sum, { logsBytes = 0 }) => sum + logsBytes, 0) + volumes.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
      const known = containers.every(({ stats }) => earlier.has(stats.id));
      const cpu = total((stats) => stats.cpuUsageNanoseconds);
      const cpuBefore = known ? total((stats) => earlier.get(stats.id) ?? 0) : undefined;
      return {
        podRef: { name: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid },
        startTime: pod.status?.startTime,
        containers: containers.map(({ name, startedAt, stats, logsBytes }) => ({
          name,
          startTime: formatTime(startedAt),
          cpu: { time, ...rate(stats.cpuUsageNanoseconds, earlier.get(stats.id)), usageCoreNanoSeconds: stats.cpuUsageNanoseconds, ...psiStats(stats.detail?.pressures?.cpu) },
          memory: { time, usageBytes: stats.memoryUsageBytes, workingSetBytes: stats.memoryWorkingSetBytes, ...memoryDetail(stats), ...psiStats(stats.detail?.pressures?.memory) },
          ...ioStats(time, stats.detail?.pressures?.io),
          ...swapStats(time, stats.detail?.swapUsageBytes, swapFree(stats.detail)),
          ...(onlyCpuAndMemory ? {} : { rootfs: usedOf(time, usage, stats.rootfsUsedBytes), logs: usedOf(time, usage, logsBytes ?? 0) }),
        })),
        cpu: { time, ...rate(cpu, cpuBefore), usageCoreNanoSeconds: cpu },
        memory: { time, usageBytes: total((stats) => stats.memoryUsageBytes), workingSetBytes: total((stats) => stats.memoryWorkingSetBytes), rssBytes: sumOf(all, (detail) => detail.memoryRssBytes), pageFaults: sumOf(all, (detail) => detail.pageFaults), majorPageFaults: sumOf(all, (detail) => detail.majorPageFaults) },
        ...swapStats(time, sumOf(all, (detail) => detail.swapUsageBytes), sumOf(all, swapFree)),
        ...(onlyCpuAndMemory ? {} : { ...networkStats(time, network), volume: volumes.map(({ name, usedBytes }) => ({ ...usedOf(time, usage, usedBytes), name })), "ephemeral-storage": usedOf(time, usage, stored) }),
        process_stats: { process_count: total((stats) => stats.pids) },
      };
    }),
  };
}

function swapFree(detail: ContainerStatsDetail | undefined): number | undefined {
  const { swapLimitBytes, swapUsageBytes = 0 } = detail ?? {};
  return swapLimitBytes === undefined ? undefined : Math.max(0, swapLimitBytes - swapUsageBytes);
}

function fileSystem(time: string, usage: Measurement["usage"]): object {
  const { rootFreeBytes, rootTotalBytes, rootFreeInodes, rootTotalInodes } = usage;
  return { time, availableBytes: rootFreeBytes, capacityBytes: rootTotalBytes, usedBytes: rootTotalBytes - rootFreeBytes, inodesFree: rootFreeInodes, inodes: rootTotalInodes, inodesUsed: rootTotalInodes - rootFreeInodes };
}

/** What something takes of the node's file system. */
function usedOf(time: string, usage: Measurement["usage"], usedBytes: number): object {
  const { rootFreeBytes, rootTotalBytes, rootFreeInodes, rootTotalInodes } = usage;
  return { time, availableBytes: rootFreeBytes, capacityBytes: rootTotalBytes, usedBytes, inodesFree: rootFreeInodes, inodes: rootTotalInodes };
}
