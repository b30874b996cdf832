import { isCritical } from "../eviction/rank.ts";
import type { Container, Pod, ResourceRequirements } from "../../api/types/core/v1.gen.ts";
import { qosClass } from "../../api/core/pod/qos-class.ts";
import type { LinuxContainerResources } from "../cri/contract.ts";
import { isSidecar } from "../pods/observation.ts";
import { milliValue, wholeValue } from "./amounts.ts";

/** Source: kubernetes pkg/kubelet/cm/helpers_linux. */
const minimumShares = 2;
const maximumShares = 262_144;
const quotaPeriodUs = 100_000;
const minimumQuotaUs = 1_000;

/** The kernel's limits for one container. An absent field means no limit. Its processes end together, as with upstream's default of singleProcessOOMKill. */
export function containerResources(pod: Pod, container: Container, nodeMemoryBytes: number): LinuxContainerResources {
  return { ...kernelLimits(container.resources), oomGroup: true, oomScoreAdj: oomScoreAdj(pod, container, nodeMemoryBytes) };
}

/** The limits of the whole pod, for its own cgroup: the sum of what its containers may take, or what the pod itself says; and its overhead. */
export function podResources(pod: Pod): LinuxContainerResources {
  return withOverhead(ownResources(pod), pod.spec.overhead);
}

/** What running the pod costs beside its containers is added to its requests, and to limits where there are any. Source: component-helpers resource PodRequests, PodLimits. */
function withOverhead(resources: LinuxContainerResources, overhead: Readonly<Record<string, string>> | undefined): LinuxContainerResources {
  const cpu = milliValue(overhead?.["cpu"] ?? "0");
  const memory = wholeValue(overhead?.["memory"] ?? "0");
  const { cpuShares, cpuQuotaUs, memoryLimitBytes } = resources;
  return {
    ...resources,
    ...(cpuShares === undefined || cpu === 0 ? {} : { cpuShares: sharesOf((cpuShares <= minimumShares ? 0 : milliOfShares(cpuShares)) + cpu) }),
    ...(cpuQuotaUs === undefined ? {} : { cpuQuotaUs: cpuQuotaUs + Math.floor((cpu * quotaPeriodUs) / 1_000) }),
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes: memoryLimitBytes + memory }),
  };
}

function ownResources(pod: Pod): LinuxContainerResources {
  if (pod.spec.resources?.limits !== undefined || pod.spec.resources?.requests !== undefined) return kernelLimits(pod.spec.resources);
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter(isSidecar)];
  const cpuRequest = sum(containers, "requests", "cpu", milliValue) ?? 0;
  const cpuLimit = everyLimit(containers, "cpu") ? sum(containers, "limits", "cpu", milliValue) : undefined;
  const memoryLimit = everyLimit(containers, "memory") ? sum(containers, "limits", "memory", wholeValue) : undefined;
  return {
    cpuShares: sharesOf(cpuRequest === 0 && cpuLimit !== undefined ? cpuLimit : cpuRequest),
    ...(cpuLimit === undefined ? {} : { cpuPeriodUs: quotaPeriodUs, cpuQuotaUs: quotaOf(cpuLimit) }),
    ...(memoryLimit === undefined ? {} : { memoryLimitBytes: memoryLimit }),
  };
}

/** What the kernel enforces for these resources. An absent field means no limit. */
export function kernelLimits(resources: ResourceRequirements | undefined): LinuxContainerResources {
  const { limits, requests } = resources ?? {};
  const cpuLimit = limits?.["cpu"] === undefined ? undefined : milliValue(limits["cpu"]);
  const cpuRequest = requests?.["cpu"] === undefined ? cpuLimit : milliValue(requests["cpu"]);
  const memory = limits?.["memory"] === undefined ? undefined : wholeValue(limits["memory"]);
  return {
    cpuShares: sharesOf(cpuRequest ?? 0),
    ...(cpuLimit === undefined || cpuLimit === 0 ? {} : { cpuPeriodUs: quotaPeriodUs, cpuQuotaUs: quotaOf(cpuLimit) }),
    ...(memory === undefined || memory === 0 ? {} : { memoryLimitBytes: memory }),
  };
}

function sharesOf(milliCpu: number): number {
  return Math.min(maximumShares, Math.max(minimumShares, Math.floor((milliCpu * 1_024) / 1_000)));
}

function quotaOf(milliCpu: number): number {
  return Math.max(minimumQuotaUs, Math.floor((milliCpu * quotaPeriodUs) / 1_000));
}

/** The cpu limit, in thousandths, that a quota stands for. */
export function milliOfQuota({ cpuQuotaUs = 0, cpuPeriodUs = quotaPeriodUs }: LinuxContainerResources): number {
  return Math.ceil((cpuQuotaUs * 1_000) / cpuPeriodUs);
}

/** The cpu request, in thousandths, that shares stand for. */
export function milliOfShares(shares: number): number {
  return Math.ceil((shares * 1_000) / 1_024);
}

function everyLimit(containers: readonly Container[], name: string): boolean {
  return containers.every((container) => container.resources?.limits?.[name] !== undefined);
}

function sum(containers: readonly Container[], part: "limits" | "requests", name: string, valueOf: (quantity: string) => number): number | undefined {
  let total: number | undefined;
  for (const container of containers) {
    const quantity = container.resources?.[part]?.[name];
    if (quantity !== undefined) total = (total ?? 0) + valueOf(quantity);
  }
  return total;
}

/**
 * Whom the kernel kills first when memory runs out: what asked for nothing before what asked for much.
 * Source: kubernetes pkg/kubelet/qos GetContainerOOMScoreAdjust.
 */
export function oomScoreAdj(pod: Pod, container: Container, nodeMemoryBytes: number): number {
  if (isNodeCritical(pod)) return -997;
  switch (qosClass(pod.spec)) {
    case "Guaranteed":
      return -997;
    case "BestEffort":
      return 1_000;
    case "Burstable": {
      const request = container.resources?.requests?.["memory"] ?? container.resources?.limits?.["memory"];
      const bytes = request === undefined ? 0 : wholeValue(request);
      const score = Math.floor(1_000 - (1_000 * bytes) / Math.max(1, nodeMemoryBytes));
      return Math.min(999, Math.max(3, score));
    }
  }
}

/** Source: kubernetes pkg/kubelet/types IsNodeCriticalPod. */
function isNodeCritical(pod: Pod): boolean {
  return isCritical(pod) && pod.spec.priorityClassName === "system-node-critical";
}

/** The pod's cgroup, one level per class of service: Guaranteed pods are straight under /kubepods. */
export function podCgroup(pod: Pod, root: string): string {
  const quality = qosClass(pod.spec);
  const parent = quality === "Guaranteed" ? root : `${root}/${quality.toLowerCase()}`;
  return `${parent}/pod${pod.metadata.uid}`;
}
