import { isCritical } from "../eviction/rank.ts";
import type { Container, Pod, PodSpec, ResourceRequirements } from "../../api/types/core/v1.gen.ts";
import { qosClass } from "../../api/core/pod/qos-class.ts";
import { containerTotals, podTotals } from "../../api/core/pod-template/resource-totals.ts";
import { isZeroQuantity } from "../../api/shared/quantities.ts";
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
  return { ...containerLimits(pod, container), oomGroup: true, oomScoreAdj: oomScoreAdj(pod, container, nodeMemoryBytes) };
}

/** What the kernel enforces for a container of a pod. One without a limit of its own is held to the pod's. Source: kubernetes kuberuntime getCPULimit, getMemoryLimit. */
export function containerLimits({ spec }: Pick<Pod, "spec">, { resources }: Container): LinuxContainerResources {
  const limits = { ...resources?.limits };
  for (const name of ["cpu", "memory"]) {
    const ofPod = spec.resources?.limits?.[name];
    if (ofPod !== undefined && isNone(limits[name])) limits[name] = ofPod;
  }
  return kernelLimits({ ...resources, limits });
}

function isNone(quantity: string | undefined): boolean {
  return quantity === undefined || isZeroQuantity(quantity);
}

/**
 * The limits of the whole pod, for its own cgroup: what the pod itself says, or the sum of what its containers may take
 * where each of them has a limit; and its overhead. Source: kubernetes ResourceConfigForPod.
 */
export function podResources({ spec }: Pick<Pod, "spec">): LinuxContainerResources {
  if (qosClass(spec) === "BestEffort") return { cpuShares: minimumShares };
  const requests = podTotals(spec, "requests");
  const limits = podTotals(spec, "limits");
  return kernelAmounts({
    cpuRequest: requests.get("cpu")?.asMilli(),
    cpuLimit: isLimited(spec, "cpu") ? limits.get("cpu")?.asMilli() : undefined,
    memoryLimit: isLimited(spec, "memory") ? limits.get("memory")?.asInt64() : undefined,
  });
}

/** What the kernel enforces for these resources. An absent field means no limit. */
export function kernelLimits({ limits, requests }: ResourceRequirements = {}): LinuxContainerResources {
  return kernelAmounts({
    cpuRequest: requests?.["cpu"] === undefined ? undefined : milliValue(requests["cpu"]),
    cpuLimit: limits?.["cpu"] === undefined ? undefined : milliValue(limits["cpu"]),
    memoryLimit: limits?.["memory"] === undefined ? undefined : wholeValue(limits["memory"]),
  });
}

/** Cpu in thousandths, memory in bytes; a limit of 0 is none. */
function kernelAmounts({ cpuRequest, cpuLimit = 0, memoryLimit = 0 }: { readonly cpuRequest?: number; readonly cpuLimit?: number; readonly memoryLimit?: number }): LinuxContainerResources {
  return {
    cpuShares: sharesOf(cpuRequest ?? cpuLimit),
    ...(cpuLimit === 0 ? {} : { cpuPeriodUs: quotaPeriodUs, cpuQuotaUs: quotaOf(cpuLimit) }),
    ...(memoryLimit === 0 ? {} : { memoryLimitBytes: memoryLimit }),
  };
}

function sharesOf(milliCpu: number): number {
  return Math.min(maximumShares, Math.max(minimumShares, Math.floor((milliCpu * 1_024) / 1_000)));
}

function quotaOf(milliCpu: number): number {
  return Math.max(minimumQuotaUs, Math.floor((milliCpu * quotaPeriodUs) / 1_000));
}

/** Room for either of two; the shares of the second, which bind nothing. An absent limit is none at all. */
export function widest(a: LinuxContainerResources, b: LinuxContainerResources): LinuxContainerResources {
  const larger = (x: number | undefined, y: number | undefined): number | undefined => (x === undefined || y === undefined ? undefined : Math.max(x, y));
  return { ...b, cpuQuotaUs: larger(a.cpuQuotaUs, b.cpuQuotaUs), memoryLimitBytes: larger(a.memoryLimitBytes, b.memoryLimitBytes) };
}

/** The cpu limit, in thousandths, that a quota stands for. */
export function milliOfQuota({ cpuQuotaUs = 0, cpuPeriodUs = quotaPeriodUs }: LinuxContainerResources): number {
  return Math.ceil((cpuQuotaUs * 1_000) / cpuPeriodUs);
}

/** The cpu request, in thousandths, that shares stand for. */
export function milliOfShares(shares: number): number {
  return Math.ceil((shares * 1_000) / 1_024);
}

/** The pod has a limit of its own, or every one of its containers has. */
function isLimited(spec: PodSpec, name: string): boolean {
  return !isNone(spec.resources?.limits?.[name]) || [...spec.containers, ...(spec.initContainers ?? [])].every(({ resources }) => !isNone(resources?.limits?.[name]));
}

/**
 * Whom the kernel kills first when memory runs out: what asked for nothing before what asked for much. What the pod asks
 * for beyond its containers counts for all of them alike, and a sidecar is not killed before the containers it serves.
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
      const own = memoryRequest(container);
      const least = isSidecar(container) ? Math.max(own, Math.min(...pod.spec.containers.map(memoryRequest))) : own;
      const score = 1_000 - Math.floor((1_000 * (least + unassignedMemory(pod.spec))) / Math.max(1, nodeMemoryBytes));
      return Math.min(999, Math.max(3, score));
    }
  }
}

function memoryRequest({ resources }: Container): number {
  return wholeValue(resources?.requests?.["memory"] ?? resources?.limits?.["memory"] ?? "0");
}

/** Each container's part of the memory that the pod asks for and none of its containers does. Source: kubernetes remainingPodMemReqPerContainer. */
function unassignedMemory(spec: PodSpec): number {
  const ofPod = wholeValue(spec.resources?.requests?.["memory"] ?? "0");
  if (ofPod === 0) return 0;
  return Math.trunc((ofPod - (containerTotals(spec, "requests").get("memory")?.asInt64() ?? 0)) / (spec.containers.length + (spec.initContainers?.length ?? 0)));
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
