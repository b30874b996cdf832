import { quote } from "../../../machinery/text/quote.ts";
import { badContainers, type AnyContainer, type Check, type CheckedPod, containersOf, named } from "./check.ts";

/** Capabilities that a container runtime gives anyway. */
const defaultCapabilities = new Set(["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]);

const safeSysctls = new Set([
  "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
  "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
]);

const seLinuxTypes = new Set(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);

const appArmorProfile: Check = (pod) => {
  const bad: string[] = [];
  if (pod.spec.securityContext?.appArmorProfile?.type === "Unconfined") bad.push(`pod must not set AppArmor profile type to "Unconfined"`);
  const names = containersOf(pod).filter(({ securityContext }) => securityContext?.appArmorProfile?.type === "Unconfined").map(({ name }) => name);
  if (names.length > 0) bad.push(`${named("container", names)} must not set AppArmor profile type to "Unconfined"`);
  for (const [key, value] of Object.entries(pod.annotations)) {
    if (key.startsWith("container.apparmor.security.beta.kubernetes.io/") && value !== "" && value !== "runtime/default" && !value.startsWith("localhost/")) bad.push(`annotation ${quote(key)}=${quote(value)}`);
  }
  return bad.length === 0 ? undefined : `forbidden AppArmor profile${bad.length === 1 ? "" : "s"} (${bad.join(", ")})`;
};

export const capabilitiesBaseline: Check = (pod) => {
  const added = new Set<string>();
  const names = containersOf(pod)
    .filter(({ securityContext }) => {
      const bad = (securityContext?.capabilities?.add ?? []).filter((one) => !defaultCapabilities.has(one));
      for (const one of bad) added.add(one);
      return bad.length > 0;
    })
    .map(({ name }) => name);
  return names.length === 0 ? undefined : `non-default capabilities (${named("container", names)} must not include ${[...added].sort().map(quote).join(", ")} in securityContext.capabilities.add)`;
};

const hostNamespaces: Check = ({ spec }) => {
  const shared = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((field) => spec[field] === true).map((field) => `${field}=true`);
  return shared.length === 0 ? undefined : `host namespaces (${shared.join(", ")})`;
};

const hostPathVolumes: Check = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  return names.length === 0 ? undefined : `hostPath volumes (${named("volume", names)})`;
};

const hostPorts: Check = (pod) => {
  const used = new Set<number>();
  const names = containersOf(pod)
    .filter(({ ports }) => {
      const bad = (ports ?? []).filter(({ hostPort }) => hostPort !== undefined && hostPort !== 0);
      for (const { hostPort } of bad) used.add(hostPort as number);
      return bad.length > 0;
    })
    .map(({ name }) => name);
  const ports = [...used].sort((a, b) => a - b);
  return names.length === 0 ? undefined : `hostPort (${named("container", names)} ${names.length === 1 ? "uses" : "use"} hostPort${ports.length === 1 ? "" : "s"} ${ports.join(", ")})`;
};

const hostProbes: Check = (pod) => badContainers(pod, "probe or lifecycle host", (container) => probeHosts(container).length > 0, "must not set the host of probes or lifecycle handlers");

function probeHosts({ livenessProbe, readinessProbe, startupProbe, lifecycle }: AnyContainer): string[] {
  const handlers = [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop];
  return handlers.flatMap((handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host]).filter((host): host is string => host !== undefined && host !== "" && host !== "127.0.0.1" && host !== "::1");
}

const privileged: Check = (pod) => badContainers(pod, "privileged", ({ securityContext }) => securityContext?.privileged === true, "must not set securityContext.privileged=true");

const procMount: Check = (pod) => {
  // In a user namespace of its own, an unmasked /proc shows nothing of the host.
  if (pod.spec.hostUsers === false) return undefined;
  return badContainers(pod, "procMount", ({ securityContext }) => (securityContext?.procMount ?? "Default") !== "Default", `must not set securityContext.procMount to "Unmasked"`);
};

const seLinuxOptions: Check = (pod) => {
  const isBad = (options: { type?: string; user?: string; role?: string } | undefined) => options !== undefined && (!seLinuxTypes.has(options.type ?? "") || Boolean(options.user) || Boolean(options.role));
  const setters = [...(isBad(pod.spec.securityContext?.seLinuxOptions) ? ["pod"] : [])];
  const names = containersOf(pod).filter(({ securityContext }) => isBad(securityContext?.seLinuxOptions)).map(({ name }) => name);
  if (names.length > 0) setters.push(named("container", names));
  return setters.length === 0 ? undefined : `seLinuxOptions (${setters.join(" and ")} set forbidden securityContext.seLinuxOptions)`;
};

export const seccompBaseline: Check = (pod) => {
  const setters = pod.spec.securityContext?.seccompProfile?.type === "Unconfined" ? ["pod"] : [];
  const names = containersOf(pod).filter(({ securityContext }) => securityContext?.seccompProfile?.type === "Unconfined").map(({ name }) => name);
  if (names.length > 0) setters.push(named("container", names));
  return setters.length === 0 ? undefined : `seccompProfile (${setters.join(" and ")} must not set securityContext.seccompProfile.type to "Unconfined")`;
};

const sysctls: Check = ({ spec }) => {
  const bad = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !safeSysctls.has(name));
  return bad.length === 0 ? undefined : `forbidden sysctls (${bad.join(", ")})`;
};

const windowsHostProcess: Check = (pod: CheckedPod) => {
  const setters = pod.spec.securityContext?.windowsOptions?.hostProcess === true ? ["pod"] : [];
  const names = containersOf(pod).filter(({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true).map(({ name }) => name);
  if (names.length > 0) setters.push(named("container", names));
  return setters.length === 0 ? undefined : `hostProcess (${setters.join(" and ")} must not set securityContext.windowsOptions.hostProcess=true)`;
};

/** In the order in which upstream lists what is broken. Source: k8s.io/pod-security-admission/policy. */
export const baselineChecks: readonly Check[] = [appArmorProfile, capabilitiesBaseline, hostNamespaces, hostPathVolumes, hostPorts, hostProbes, privileged, procMount, seLinuxOptions, seccompBaseline, sysctls, windowsHostProcess];
