import type { Pod } from "../../api/types/core/v1.gen.ts";

/** Linux takes no longer host names; with a domain, one character more. */
const maximumLength = 63;
const maximumFqdnLength = 64;

/** What a pod is called, and the domain that goes with it: `<subdomain>.<namespace>.svc.<cluster domain>`, for pods with a subdomain. Source: kubernetes GeneratePodHostNameAndDomain. */
export function hostnameAndDomain({ metadata, spec }: Pod, clusterDomain: string): { readonly hostname: string; readonly domain?: string } {
  if (spec.hostnameOverride !== undefined) return { hostname: truncate(spec.hostnameOverride) };
  const hostname = truncate(spec.hostname || (metadata.name ?? ""));
  return spec.subdomain ? { hostname, domain: `${spec.subdomain}.${metadata.namespace}.svc.${clusterDomain}` } : { hostname };
}

/** What a container sees as its host name. Throws where the name with its domain is asked for and is too long. Source: kubernetes GetNodenameForKernel. */
export function kernelHostname(pod: Pod, clusterDomain: string, nodeHostname: string): string {
  if (pod.spec.hostNetwork === true && pod.spec.hostnameOverride === undefined) return nodeHostname;
  const { hostname, domain } = hostnameAndDomain(pod, clusterDomain);
  if (pod.spec.setHostnameAsFQDN !== true || domain === undefined) return hostname;
  const fqdn = `${hostname}.${domain}`;
  if (fqdn.length <= maximumFqdnLength) return fqdn;
  throw new Error(`failed to construct FQDN from pod hostname and cluster domain, FQDN ${fqdn} is too long (${maximumFqdnLength} characters is the max, ${fqdn.length} characters requested)`);
}

function truncate(name: string): string {
  return name.length <= maximumLength ? name : name.slice(0, maximumLength).replace(/[-.]+$/, "");
}
