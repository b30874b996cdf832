import type { Pod } from "../../api/types/core/v1.gen.ts";

/** Linux takes no longer host names. */
const maximumLength = 63;

/** What a container sees as its host name. Source: kubernetes GeneratePodHostNameAndDomain. */
export function podHostname(pod: Pod, clusterDomain: string, nodeHostname: string): string {
  if (pod.spec.hostNetwork === true && pod.spec.hostnameOverride === undefined) return nodeHostname;
  const hostname = pod.spec.hostnameOverride ?? pod.spec.hostname ?? truncate(pod.metadata.name ?? "");
  const domain = podDomain(pod, clusterDomain);
  return pod.spec.setHostnameAsFQDN === true && domain !== undefined ? `${hostname}.${domain}` : hostname;
}

/** `<subdomain>.<namespace>.svc.<cluster domain>`, for pods with a subdomain. */
export function podDomain(pod: Pod, clusterDomain: string): string | undefined {
  const { subdomain } = pod.spec;
  return subdomain === undefined || subdomain === "" ? undefined : `${subdomain}.${pod.metadata.namespace}.svc.${clusterDomain}`;
}

function truncate(name: string): string {
  return name.length <= maximumLength ? name : name.slice(0, maximumLength).replace(/[-.]+$/, "");
}
