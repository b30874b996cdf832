import type { Container, Pod, ResourceFieldSelector } from "../../api/types/core/v1.gen.ts";
import { milliValue } from "./amounts.ts";
import { ContainerConfigError } from "./config-error.ts";

/** What the node can give to pods: quantities by resource name. */
export type ResourceTotals = Readonly<Record<string, string>>;

/**
 * The value of a `resourceFieldRef`: the amount in units of its divisor, rounded up. A limit that is not set is what the
 * node can give. Source: kubernetes pkg/api/v1/resource ExtractContainerResourceValue.
 */
export function resourceFieldValue(pod: Pod, container: Container, ref: ResourceFieldSelector, allocatable: ResourceTotals): string {
  const target = ref.containerName === undefined || ref.containerName === "" ? container : findContainer(pod, ref.containerName);
  if (target === undefined) throw new ContainerConfigError(`failed to retrieve container by name ${ref.containerName}`);
  const match = /^(limits|requests)\.(.+)$/.exec(ref.resource);
  const part = match?.[1];
  const name = match?.[2];
  if (part === undefined || name === undefined) throw new ContainerConfigError(`unsupported container resource: ${ref.resource}`);
  const amount = amountOf(target, part, name, allocatable);
  const divisor = divisorMilli(ref.divisor);
  return String(Math.ceil(milliValue(amount) / divisor));
}

function amountOf(container: Container, part: string, name: string, allocatable: ResourceTotals): string {
  const { limits, requests } = container.resources ?? {};
  if (part === "limits") return limits?.[name] ?? allocatable[name] ?? "0";
  return requests?.[name] ?? limits?.[name] ?? "0";
}

function divisorMilli(divisor: string | undefined): number {
  const milli = divisor === undefined || divisor === "" ? 0 : milliValue(divisor);
  return milli === 0 ? 1_000 : milli;
}

function findContainer(pod: Pod, name: string): Container | undefined {
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((container) => container.name === name);
}
