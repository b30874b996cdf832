import { cidrWarnings, ipWarnings } from "../../shared/address-warnings.ts";
import type { Service } from "../../types/core/v1.gen.ts";
import { addAll } from "../../../machinery/errors/field-errors.ts";

/** Source: kubernetes pkg/api/service GetWarningsForService. */
export function warnings({ metadata, spec = {} }: Service): string[] {
  const { clusterIP = "", clusterIPs = [], externalIPs = [], loadBalancerIP, loadBalancerSourceRanges = [], type } = spec;
  const isHeadless = type === "ClusterIP" && clusterIP === "None";
  const hasAddress = clusterIP !== "" && clusterIP !== "None" && type !== "ExternalName";
  const given: string[] = [];
  if (metadata.annotations?.["service.kubernetes.io/topology-aware-hints"] !== undefined) {
    given.push("annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead");
  }
  if (hasAddress) for (const [index, ip] of clusterIPs.entries()) addAll(given, ipWarnings(ip, `spec.clusterIPs[${index}]`));
  if (isHeadless) {
    if (loadBalancerIP) given.push("spec.loadBalancerIP is ignored for headless services");
    if (externalIPs.length > 0) given.push("spec.externalIPs is ignored for headless services");
    if (spec.sessionAffinity !== "None") given.push("spec.SessionAffinity is ignored for headless services");
  }
  for (const [index, ip] of externalIPs.entries()) addAll(given, ipWarnings(ip, `spec.externalIPs[${index}]`));
  if (externalIPs.length > 0 && !isHeadless && type !== "ExternalName") given.push("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  if (loadBalancerIP) addAll(given, ipWarnings(loadBalancerIP, "spec.loadBalancerIP"));
  for (const [index, range] of loadBalancerSourceRanges.entries()) addAll(given, cidrWarnings(range.trim(), `spec.loadBalancerSourceRanges[${index}]`));
  if (type === "ExternalName" && externalIPs.length > 0) given.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (type !== "ExternalName" && spec.externalName) given.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === "PreferClose") given.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return given;
}
