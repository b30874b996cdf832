import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { DnsConfig, PodSandboxConfig, PortMapping } from "../cri/contract.ts";
import { joinPath } from "../ports/host-files.ts";
import { podCgroup, podResources } from "./resources.ts";

export const labels = {
  podName: "io.kubernetes.pod.name",
  podNamespace: "io.kubernetes.pod.namespace",
  podUid: "io.kubernetes.pod.uid",
  containerName: "io.kubernetes.container.name",
} as const;

export interface SandboxInput {
  readonly pod: Pod;
  readonly attempt: number;
  readonly hostname: string;
  readonly dns?: DnsConfig;
  /** e.g. `/var/log/pods`. */
  readonly podLogsFolder: string;
  /** e.g. `/kubepods`. */
  readonly cgroupRoot: string;
}

/** What the runtime needs to make a pod's sandbox. */
export function sandboxConfig({ pod, attempt, hostname, dns, podLogsFolder, cgroupRoot }: SandboxInput): PodSandboxConfig {
  const { name = "", namespace = "", uid = "" } = pod.metadata;
  const shared = pod.spec.securityContext;
  return {
    metadata: { name, namespace, uid, attempt },
    hostname,
    logDirectory: podLogFolder(pod, podLogsFolder),
    ...(dns === undefined ? {} : { dnsConfig: dns }),
    portMappings: portMappings(pod),
    labels: { ...pod.metadata.labels, [labels.podName]: name, [labels.podNamespace]: namespace, [labels.podUid]: uid },
    annotations: { ...pod.metadata.annotations },
    linux: {
      cgroupParent: podCgroup(pod, cgroupRoot),
      namespaces: {
        network: pod.spec.hostNetwork === true ? "NODE" : "POD",
        pid: pod.spec.hostPID === true ? "NODE" : pod.spec.shareProcessNamespace === true ? "POD" : "CONTAINER",
        ipc: pod.spec.hostIPC === true ? "NODE" : "POD",
      },
      sysctls: Object.fromEntries((shared?.sysctls ?? []).map((sysctl) => [sysctl.name, sysctl.value])),
      resources: podResources(pod),
      privileged: pod.spec.containers.some((container) => container.securityContext?.privileged === true),
      ...(pod.spec.hostUsers === false ? { userNamespace: true } : {}),
    },
  };
}

/** `<root>/<namespace>_<name>_<uid>`: where the pod's containers log. */
export function podLogFolder(pod: Pod, podLogsFolder: string): string {
  return joinPath(podLogsFolder, `${pod.metadata.namespace}_${pod.metadata.name}_${pod.metadata.uid}`);
}

/** Only ports that ask for a host port; in the host's network they are open anyway. */
function portMappings(pod: Pod): PortMapping[] {
  if (pod.spec.hostNetwork === true) return [];
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === "Always")];
  return containers.flatMap((container) =>
    (container.ports ?? [])
      .filter((port) => (port.hostPort ?? 0) > 0)
      .map((port) => ({ protocol: port.protocol ?? "TCP", containerPort: port.containerPort, hostPort: port.hostPort ?? 0, hostIp: port.hostIP ?? "" })),
  );
}
