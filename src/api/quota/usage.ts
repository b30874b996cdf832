import { parseQuantity, Quantity } from "../../machinery/quantity/quantity.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { PersistentVolumeClaim, Pod, Service } from "../types/core/v1.gen.ts";
import { podUsage } from "./pod-usage.ts";

/** Amounts by quota resource name: `pods`, `requests.cpu`, `count/jobs.batch`. */
export type Usage = Readonly<Record<string, Quantity>>;

/** Kinds that are counted under their plain plural too. Source: kubernetes pkg/quota/v1/evaluator/core/registry.go. */
const plainlyCounted = new Set(["configmaps", "secrets", "services", "replicationcontrollers", "resourcequotas", "persistentvolumeclaims"]);
const one = Quantity.fromInt(1);

/** What an object uses of its namespace's quotas. */
export function usageOf({ group, resource }: { readonly group: string; readonly resource: string }, object: KubeObject): Usage {
  const counted = { [`count/${group === "" ? resource : `${resource}.${group}`}`]: one };
  if (group !== "") return counted;
  const plain = plainlyCounted.has(resource) ? { [resource]: one, ...counted } : counted;
  switch (resource) {
    case "pods":
      return { ...counted, ...podUsage(object as Pod) };
    case "services":
      return { ...plain, ...serviceUsage(object as Service) };
    case "persistentvolumeclaims":
      return { ...plain, ...claimUsage(object as PersistentVolumeClaim) };
    default:
      return plain;
  }
}

function serviceUsage({ spec }: Service): Usage {
  const ports = Quantity.fromInt(spec.ports?.length ?? 0);
  if (spec.type === "NodePort") return { "services.nodeports": ports };
  if (spec.type !== "LoadBalancer") return {};
  return { "services.loadbalancers": one, ...(spec.allocateLoadBalancerNodePorts === false ? {} : { "services.nodeports": ports }) };
}

function claimUsage({ spec }: PersistentVolumeClaim): Usage {
  const storage = parseQuantity(spec.resources?.requests?.storage ?? "0");
  const className = spec.storageClassName;
  if (!className) return { "requests.storage": storage };
  return { "requests.storage": storage, [`${className}.storageclass.storage.k8s.io/requests.storage`]: storage, [`${className}.storageclass.storage.k8s.io/persistentvolumeclaims`]: one };
}

export function addUsage(a: Usage, b: Usage): Usage {
  const sum: Record<string, Quantity> = { ...a };
  for (const [name, amount] of Object.entries(b)) sum[name] = sum[name] === undefined ? amount : sum[name].add(amount);
  return sum;
}
