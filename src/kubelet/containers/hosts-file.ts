import type { HostAlias } from "../../api/types/core/v1.gen.ts";

export interface HostsFileInput {
  readonly podIPs: readonly string[];
  readonly hostname: string;
  /** `<subdomain>.<namespace>.svc.<domain>` when the pod has a subdomain. */
  readonly domain?: string;
  readonly aliases: readonly HostAlias[];
}

/** The /etc/hosts of a pod with its own network. Source: kubernetes managedHostsFileContent. */
export function hostsFile({ podIPs, hostname, domain, aliases }: HostsFileInput): string {
  const own = podIPs.map((ip) => (domain === undefined ? `${ip}\t${hostname}\n` : `${ip}\t${hostname}.${domain}\t${hostname}\n`)).join("");
  return `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nfe00::\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n${own}${aliasLines(aliases)}`;
}

/** The /etc/hosts of a pod in the host's network: the host's, with the pod's aliases. */
export function hostNetworkHostsFile(hostContent: string, aliases: readonly HostAlias[]): string {
  return `# Kubernetes-managed hosts file (host network).\n${hostContent}${aliasLines(aliases)}`;
}

function aliasLines(aliases: readonly HostAlias[]): string {
  if (aliases.length === 0) return "";
  return `\n# Entries added by HostAliases.\n${aliases.map((alias) => `${alias.ip}\t${(alias.hostnames ?? []).join("\t")}\n`).join("")}`;
}
