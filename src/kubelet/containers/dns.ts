import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { DnsConfig } from "../cri/contract.ts";

/** Limits of glibc's resolver that Kubernetes keeps to. Source: kubernetes pkg/apis/core/validation MaxDNS*. */
const maximumNameservers = 3;
const maximumSearches = 32;
const maximumSearchLength = 2_048;

export interface ClusterDns {
  readonly servers: readonly string[];
  readonly domain: string;
}

export interface PodDns {
  /** Undefined: the pod shares the host's resolv.conf. */
  readonly config?: DnsConfig;
  /** What had to be left out, for the event DNSConfigForming or MissingClusterDNS. */
  readonly warning?: { readonly reason: "DNSConfigForming" | "MissingClusterDNS"; readonly message: string };
}

/** A pod's resolver configuration. Source: kubernetes pkg/kubelet/network/dns GetPodDNS. */
export function podDns(pod: Pod, cluster: ClusterDns, host: DnsConfig): PodDns {
  const wanted = pod.spec.dnsPolicy ?? "ClusterFirst";
  const policy = wanted === "ClusterFirst" && pod.spec.hostNetwork === true ? "Default" : wanted === "ClusterFirstWithHostNet" ? "ClusterFirst" : wanted;
  if (policy === "ClusterFirst" && cluster.servers.length === 0) {
    const message = `kubelet does not have ClusterDNS IP configured and cannot create Pod using "${wanted}" policy. Falling back to "Default" policy.`;
    return { config: merge(host, pod), warning: { reason: "MissingClusterDNS", message: `pod: "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})". ${message}` } };
  }
  const base = policy === "ClusterFirst" ? clusterFirst(pod, cluster, host) : policy === "Default" ? host : { servers: [], searches: [], options: [] };
  return withinLimits(merge(base, pod));
}

function clusterFirst(pod: Pod, cluster: ClusterDns, host: DnsConfig): DnsConfig {
  const own = cluster.domain === "" ? [] : [`${pod.metadata.namespace}.svc.${cluster.domain}`, `svc.${cluster.domain}`, cluster.domain];
  return { servers: cluster.servers, searches: unique([...own, ...host.searches]), options: ["ndots:5"] };
}

function merge(base: DnsConfig, pod: Pod): DnsConfig {
  const extra = pod.spec.dnsConfig;
  if (extra === undefined) return base;
  const options = new Map(base.options.map((option) => [option.split(":")[0] ?? option, option]));
  for (const { name = "", value } of extra.options ?? []) options.set(name, value === undefined || value === "" ? name : `${name}:${value}`);
  return {
    servers: unique([...base.servers, ...(extra.nameservers ?? [])]),
    searches: unique([...base.searches, ...(extra.searches ?? [])]),
    options: [...options.values()],
  };
}

function withinLimits(config: DnsConfig): PodDns {
  const servers = config.servers.slice(0, maximumNameservers);
  let searches = config.searches.slice(0, maximumSearches);
  while (searches.join(" ").length > maximumSearchLength) searches = searches.slice(0, -1);
  const limited = { ...config, servers, searches };
  if (searches.length < config.searches.length) {
    const message = `Search Line limits were exceeded, some search paths have been omitted, the applied search line is: ${searches.join(" ")}`;
    return { config: limited, warning: { reason: "DNSConfigForming", message } };
  }
  if (servers.length < config.servers.length) {
    const message = `Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: ${servers.join(" ")}`;
    return { config: limited, warning: { reason: "DNSConfigForming", message } };
  }
  return { config: limited };
}

/** What the host's resolv.conf says. */
export function parseResolvConf(text: string): DnsConfig {
  const servers: string[] = [];
  let searches: string[] = [];
  const options: string[] = [];
  for (const line of text.split("\n")) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === "nameserver" && rest[0] !== undefined) servers.push(rest[0]);
    else if (word === "search" || word === "domain") searches = rest.filter((entry) => entry !== ".").map((entry) => entry.replace(/\.$/, ""));
    else if (word === "options") options.push(...rest);
  }
  return { servers, searches, options };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
