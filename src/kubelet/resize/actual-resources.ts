import type { Container, ResourceRequirements } from "../../api/types/core/v1.gen.ts";
import { Quantity } from "../../machinery/quantity/quantity.ts";
import { kernelLimits, milliOfQuota, milliOfShares } from "../containers/resources.ts";
import type { LinuxContainerResources } from "../cri/contract.ts";

/**
 * The resources that a running container really has, for its status: what the kernel enforces where that differs from
 * what is allocated (a resize under way), else the allocated quantities as they were written.
 */
export function actualResources({ resources }: Container, enforced: LinuxContainerResources | undefined): ResourceRequirements | undefined {
  if (resources === undefined || enforced === undefined) return resources;
  const wanted = kernelLimits(resources);
  const limits = { ...resources.limits };
  const requests = { ...resources.requests };
  if (enforced.cpuQuotaUs !== wanted.cpuQuotaUs) {
    if (enforced.cpuQuotaUs === undefined) delete limits["cpu"];
    else limits["cpu"] = milli(milliOfQuota(enforced));
  }
  if (enforced.memoryLimitBytes !== wanted.memoryLimitBytes) {
    if (enforced.memoryLimitBytes === undefined) delete limits["memory"];
    else limits["memory"] = Quantity.fromInt(enforced.memoryLimitBytes, "BinarySI").toString();
  }
  if (enforced.cpuShares !== undefined && enforced.cpuShares !== wanted.cpuShares && requests["cpu"] !== undefined) requests["cpu"] = milli(milliOfShares(enforced.cpuShares));
  return {
    ...resources,
    ...(resources.limits === undefined && Object.keys(limits).length === 0 ? {} : { limits }),
    ...(resources.requests === undefined ? {} : { requests }),
  };
}

function milli(value: number): string {
  return Quantity.fromMilli(value).toString();
}
