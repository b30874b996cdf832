import type { Pod } from "../../types/core/v1.gen.ts";

export interface HostPort {
  readonly protocol: string;
  /** `0.0.0.0` for all addresses. */
  readonly hostIp: string;
  readonly port: number;
}

/** The ports that a pod takes of its node, sidecars' included. */
export function hostPorts(pod: Pod): readonly HostPort[] {
  const known = cache.get(pod.spec);
  if (known !== undefined) return known;
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === "Always")];
  const ports = containers.flatMap((container) =>
    (container.ports ?? []).filter((port) => (port.hostPort ?? 0) > 0).map((port) => ({ protocol: port.protocol ?? "TCP", hostIp: port.hostIP || "0.0.0.0", port: port.hostPort ?? 0 })),
  );
  cache.set(pod.spec, ports);
  return ports;
}

const cache = new WeakMap<object, readonly HostPort[]>();

/** Two pods cannot have the same port and protocol where either wants it on all addresses or both on the same one. */
export function conflicts(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.hostIp === b.hostIp || a.hostIp === "0.0.0.0" || b.hostIp === "0.0.0.0");
}
