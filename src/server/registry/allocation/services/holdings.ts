import type { Service, ServiceSpec } from "../../../../api/types/core/v1.gen.ts";
import { canonicalAddress } from "./address-range.ts";

/** What a Service has that no other may have. */
export interface Holdings {
  readonly addresses: readonly string[];
  /** Each once, though a TCP and a UDP port of one Service may share it. */
  readonly nodePorts: readonly number[];
}

export function holdingsOf({ spec = {} }: Service): Holdings {
  const ports = hasNodePorts(spec) ? (spec.ports ?? []).map(({ nodePort = 0 }) => nodePort) : [];
  const nodePorts = new Set([...ports, needsHealthCheckPort(spec) ? (spec.healthCheckNodePort ?? 0) : 0]);
  nodePorts.delete(0);
  return { addresses: addressesOf(spec), nodePorts: [...nodePorts] };
}

/** Its addresses; none for those that are only a name (ExternalName) or have none of their own (headless). */
export function addressesOf(spec: ServiceSpec): readonly string[] {
  if (!hasAddresses(spec)) return [];
  const all = spec.clusterIPs?.length ? spec.clusterIPs : [spec.clusterIP ?? ""];
  return all.filter((address) => address !== "").map(canonicalAddress);
}

export function hasAddresses(spec: ServiceSpec): boolean {
  return spec.type !== "ExternalName" && !isHeadless(spec);
}

export function isHeadless({ clusterIP, clusterIPs }: ServiceSpec): boolean {
  return clusterIP === "None" || clusterIPs?.[0] === "None";
}

/** It may have node ports, given or chosen. */
export function hasNodePorts({ type }: ServiceSpec): boolean {
  return type === "NodePort" || type === "LoadBalancer";
}

/** It gets a node port for each port that names none. */
export function needsNodePorts({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean {
  return type === "NodePort" || (type === "LoadBalancer" && allocateLoadBalancerNodePorts !== false);
}

export function needsHealthCheckPort({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === "LoadBalancer" && externalTrafficPolicy === "Local";
}
