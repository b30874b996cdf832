import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import { keepStatus } from "../../shared/write-rules.ts";
import type { Service, ServiceSpec } from "../../types/core/v1.gen.ts";

/**
 * What the server has given the service stays when a client leaves it out: addresses, node ports, the health check's
 * port. A service that becomes an ExternalName gives them back. Source: registry/core/service patchAllocatedValues, dropTypeDependentFields.
 */
export function prepareForUpdate(service: Service, old: Service): void {
  keepStatus(service, old);
  const spec = service.spec ?? {};
  const before = old.spec ?? {};
  settleAddresses(spec, before);
  if (needsClusterIp(before) && needsClusterIp(spec)) {
    if (!spec.clusterIP) spec.clusterIP = before.clusterIP;
    if ((spec.clusterIPs ?? []).length === 0 && spec.clusterIP === before.clusterIP && before.clusterIPs !== undefined) spec.clusterIPs = before.clusterIPs;
    if (spec.ipFamilies === undefined && before.ipFamilies !== undefined) spec.ipFamilies = before.ipFamilies;
    if (spec.ipFamilyPolicy === undefined && before.ipFamilyPolicy !== undefined) spec.ipFamilyPolicy = before.ipFamilyPolicy;
  }
  if (needsNodePorts(before) && needsNodePorts(spec)) keepNodePorts(spec, before);
  if (needsHealthCheckPort(before) && needsHealthCheckPort(spec) && !spec.healthCheckNodePort && before.healthCheckNodePort !== undefined) {
    spec.healthCheckNodePort = before.healthCheckNodePort;
  }
  dropWhatTypeLost(spec, before);
}

/** Who changes or clears `clusterIP` alone means the first of `clusterIPs` with it. Source: kubernetes api/service NormalizeClusterIPs. */
function settleAddresses(spec: ServiceSpec, before: ServiceSpec): void {
  if (spec.clusterIP === before.clusterIP || !deepEqual(spec.clusterIPs, before.clusterIPs)) return;
  if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP, ...(spec.clusterIPs ?? []).slice(1)];
  else delete spec.clusterIPs;
}

function needsClusterIp({ type }: ServiceSpec): boolean {
  return type !== "ExternalName";
}

function needsNodePorts({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean {
  return type === "NodePort" || (type === "LoadBalancer" && allocateLoadBalancerNodePorts !== false);
}

function needsHealthCheckPort({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === "LoadBalancer" && externalTrafficPolicy === "Local";
}

/** Source: kubernetes api/service ExternallyAccessible. */
function isReachedFromOutside({ type, externalIPs = [] }: ServiceSpec): boolean {
  return type === "LoadBalancer" || type === "NodePort" || (type === "ClusterIP" && externalIPs.length > 0);
}

/** A port keeps its node port by its protocol and number. */
function keepNodePorts(spec: ServiceSpec, before: ServiceSpec): void {
  const used = new Set((spec.ports ?? []).map((port) => port.nodePort).filter(Boolean));
  for (const port of spec.ports ?? []) {
    if (port.nodePort) continue;
    const known = before.ports?.find((candidate) => candidate.protocol === port.protocol && candidate.port === port.port);
    if (known?.nodePort === undefined || used.has(known.nodePort)) continue;
    port.nodePort = known.nodePort;
    used.add(known.nodePort);
  }
}

/** Values that the client only carried over from the type that the service had. */
function dropWhatTypeLost(spec: ServiceSpec, before: ServiceSpec): void {
  if (needsClusterIp(before) && !needsClusterIp(spec)) {
    if (spec.clusterIP === before.clusterIP && deepEqual(spec.clusterIPs, before.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (deepEqual(spec.ipFamilies, before.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === before.ipFamilyPolicy) delete spec.ipFamilyPolicy;
  }
  if (needsNodePorts(before) && !needsNodePorts(spec)) {
    for (const port of spec.ports ?? []) {
      if (port.nodePort !== undefined && before.ports?.some((candidate) => candidate.nodePort === port.nodePort)) delete port.nodePort;
    }
  }
  if (needsHealthCheckPort(before) && !needsHealthCheckPort(spec) && spec.healthCheckNodePort === before.healthCheckNodePort) delete spec.healthCheckNodePort;
  if (before.type === "LoadBalancer" && spec.type !== "LoadBalancer") {
    if (spec.allocateLoadBalancerNodePorts === before.allocateLoadBalancerNodePorts) delete spec.allocateLoadBalancerNodePorts;
    if (spec.loadBalancerClass === before.loadBalancerClass) delete spec.loadBalancerClass;
  }
  if (isReachedFromOutside(before) && !isReachedFromOutside(spec) && spec.externalTrafficPolicy === before.externalTrafficPolicy) delete spec.externalTrafficPolicy;
}
