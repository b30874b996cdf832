import { podTotals, type ResourcePart } from "../../api/core/pod-template/resource-totals.ts";
import type { Container, Pod, PodStatus, ResourceRequirements } from "../../api/types/core/v1.gen.ts";
import { Quantity } from "../../machinery/quantity/quantity.ts";
import { kernelLimits, milliOfQuota, milliOfShares, podResources } from "../containers/resources.ts";
import type { LinuxContainerResources } from "../cri/contract.ts";

type Amounts = Readonly<Record<string, string>>;

/**
 * The resources that a running container really has, for its status: what the kernel enforces where that differs from
 * what is allocated (a resize under way, a limit that is the pod's), else the allocated quantities as they were written.
 * A container without any limits, or requests, shows none. Source: kubernetes convertContainerStatusResources.
 */
export function actualResources({ resources }: Container, enforced: LinuxContainerResources | undefined): ResourceRequirements | undefined {
  if (resources === undefined || enforced === undefined) return resources;
  const wanted = kernelLimits(resources);
  return {
    ...resources,
    ...(isEmpty(resources.limits) ? {} : { limits: actualLimits(resources.limits, wanted, enforced) }),
    ...(resources.requests === undefined ? {} : { requests: actualRequests(resources.requests, wanted, enforced) }),
  };
}

/**
 * What the pod as a whole has been allocated and has, for its status. `enforced` is what its cgroup says while it runs; a
 * sum of limits that no cgroup holds is shown only until then. Source: kubernetes convertToAPIPodLevelResourcesStatus.
 */
export function podLevelStatus({ spec }: Pick<Pod, "spec">, enforced: LinuxContainerResources | undefined): Pick<PodStatus, "resources" | "allocatedResources"> {
  const allocated = textOf(spec, "requests");
  const wanted = podResources({ spec });
  const requests = enforced === undefined ? allocated : actualRequests(allocated, wanted, enforced);
  const limits = enforced === undefined ? textOf(spec, "limits") : actualLimits(heldTo(textOf(spec, "limits"), wanted), wanted, enforced);
  return {
    resources: { ...(isEmpty(requests) ? {} : { requests }), ...(isEmpty(limits) ? {} : { limits }) },
    ...(isEmpty(allocated) ? {} : { allocatedResources: allocated }),
  };
}

/** Without the sums that bind nothing, because one of the containers has no limit. */
function heldTo({ cpu, memory, ...others }: Amounts, wanted: LinuxContainerResources): Amounts {
  return {
    ...others,
    ...(cpu === undefined || wanted.cpuQuotaUs === undefined ? {} : { cpu }),
    ...(memory === undefined || wanted.memoryLimitBytes === undefined ? {} : { memory }),
  };
}

function actualLimits(allocated: Amounts, wanted: LinuxContainerResources, enforced: LinuxContainerResources): Record<string, string> {
  const limits = { ...allocated };
  if (enforced.cpuQuotaUs !== wanted.cpuQuotaUs) {
    if (enforced.cpuQuotaUs === undefined) delete limits["cpu"];
    else limits["cpu"] = milli(milliOfQuota(enforced));
  }
  if (enforced.memoryLimitBytes !== wanted.memoryLimitBytes) {
    if (enforced.memoryLimitBytes === undefined) delete limits["memory"];
    else limits["memory"] = Quantity.fromInt(enforced.memoryLimitBytes, "BinarySI").toString();
  }
  return limits;
}

function actualRequests(allocated: Amounts, wanted: LinuxContainerResources, enforced: LinuxContainerResources): Record<string, string> {
  if (enforced.cpuShares === undefined || enforced.cpuShares === wanted.cpuShares || allocated["cpu"] === undefined) return allocated;
  return { ...allocated, cpu: milli(milliOfShares(enforced.cpuShares)) };
}

function textOf(spec: Pod["spec"], part: ResourcePart): Record<string, string> {
  return Object.fromEntries([...podTotals(spec, part)].map(([name, amount]) => [name, amount.toString()]));
}

function isEmpty(amounts: Amounts | undefined): amounts is undefined {
  return amounts === undefined || Object.keys(amounts).length === 0;
}

function milli(value: number): string {
  return Quantity.fromMilli(value).toString();
}
