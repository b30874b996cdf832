import type { Pod } from "../../api/types/core/v1.gen.ts";

/** Why a pod is refused, before anything of it was started. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

/** Sysctls that touch nothing but the pod's own namespaces. Source: kubernetes pkg/kubelet/sysctl SafeSysctlAllowlist. */
const safe = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
]);

/** A sysctl that this node does not let pods set, or that the pod has no namespace of its own for. Source: kubernetes patternAllowlist.Admit. */
export function forbiddenSysctl({ spec }: Pod): Refusal | undefined {
  for (const { name: written } of spec.securityContext?.sysctls ?? []) {
    const name = written.includes("/") ? written.replaceAll("/", ".") : written;
    const refuse = (why: string): Refusal => ({ reason: "SysctlForbidden", message: `forbidden sysctl: "${name}" ${why}` });
    if (!safe.has(name)) return refuse("not allowlisted");
    if (name.startsWith("net.") && spec.hostNetwork === true) return refuse("not allowed with host net enabled");
    if (name.startsWith("kernel.") && spec.hostIPC === true) return refuse("not allowed with host ipc enabled");
  }
  return undefined;
}
