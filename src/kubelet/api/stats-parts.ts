import type { ContainerStats } from "../cri/contract.ts";
import type { InterfaceCounters } from "../proc/net-dev.ts";
import type { Pressure, Stall } from "../proc/pressure.ts";

/** The parts of `/stats/summary` that are the same for a node, a pod and a container. What is not counted is left out. Source: kubelet pkg/apis/stats/v1alpha1. */

/** The figures of the first interface, and of each. */
export function networkStats(time: string, interfaces: readonly InterfaceCounters[] | undefined): object {
  if (interfaces === undefined || interfaces.length === 0) return {};
  const all = interfaces.map(({ name, rxBytes, rxErrors, txBytes, txErrors }) => ({ name, rxBytes, rxErrors, txBytes, txErrors }));
  return { network: { time, ...all[0], interfaces: all } };
}

export function psiStats(pressure: Pressure | undefined): object {
  return pressure === undefined ? {} : { psi: { full: psiData(pressure.full), some: psiData(pressure.some) } };
}

/** The total is nanoseconds here. */
function psiData({ avg10, avg60, avg300, totalMicroseconds }: Stall): object {
  return { total: totalMicroseconds * 1_000, avg10, avg60, avg300 };
}

export function ioStats(time: string, pressure: Pressure | undefined): object {
  return pressure === undefined ? {} : { io: { time, ...psiStats(pressure) } };
}

/** Memory beyond what everyone is asked for; room up to the limit, where there is one. */
export function memoryDetail({ memoryWorkingSetBytes, detail }: ContainerStats): object {
  const { memoryLimitBytes, memoryRssBytes, pageFaults, majorPageFaults } = detail ?? {};
  return { availableBytes: memoryLimitBytes === undefined ? undefined : Math.max(0, memoryLimitBytes - memoryWorkingSetBytes), rssBytes: memoryRssBytes, pageFaults, majorPageFaults };
}

export function swapStats(time: string, usedBytes: number | undefined, freeBytes: number | undefined): object {
  return usedBytes === undefined ? {} : { swap: { time, swapAvailableBytes: freeBytes, swapUsageBytes: usedBytes } };
}

/** The sum over containers; undefined where none of them has it. */
export function sumOf(all: readonly ContainerStats[], of: (detail: NonNullable<ContainerStats["detail"]>) => number | undefined): number | undefined {
  const known = all.map(({ detail }) => (detail === undefined ? undefined : of(detail))).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}
