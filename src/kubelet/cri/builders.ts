import type { ContainerConfig, PodSandboxConfig } from "./contract.ts";

/** A sandbox configuration for tests: a pod with a network of its own. */
export function aSandboxConfig(overrides: Partial<PodSandboxConfig> & { readonly name?: string } = {}): PodSandboxConfig {
  const { name = "web-0", ...rest } = overrides;
  return {
    metadata: { name, uid: `uid-${name}`, namespace: "default", attempt: 0 }, hostname: name, logDirectory: `/var/log/pods/default_${name}_uid-${name}`,
    portMappings: [], labels: {}, annotations: {},
    linux: { cgroupParent: `/kubepods/besteffort/poduid-${name}`, namespaces: { network: "POD", pid: "CONTAINER", ipc: "POD" }, sysctls: {} },
    ...rest,
  };
}

/** A container configuration for tests: runs `command` of the image `busybox` as root with nothing special. */
export function aContainerConfig(command: readonly string[], overrides: Partial<ContainerConfig> = {}): ContainerConfig {
  return {
    metadata: { name: "main", attempt: 0 }, image: { id: "busybox", userSpecified: "busybox" }, command, args: [], envs: [], mounts: [], devices: [],
    labels: {}, annotations: {}, logPath: "main/0.log", stdin: false, stdinOnce: false, tty: false,
    linux: { resources: {}, securityContext: aSecurityContext() },
    ...overrides,
  };
}

export function aSecurityContext(overrides: Partial<ContainerConfig["linux"]["securityContext"]> = {}): ContainerConfig["linux"]["securityContext"] {
  return {
    addCapabilities: [], dropCapabilities: [], privileged: false, supplementalGroups: [], readonlyRootfs: false, noNewPrivs: false,
    seccomp: { type: "Unconfined" }, maskedPaths: [], readonlyPaths: [], ...overrides,
  };
}
