import type { Service, ServicePort } from "../../api/types/core/v1.gen.ts";

export interface EnvVariable {
  readonly key: string;
  readonly value: string;
}

/**
 * The variables by which containers find services without DNS: those of the pod's own namespace when service links are
 * on, and always those of default/kubernetes. Source: kubernetes pkg/kubelet/envvars FromServices.
 */
export function serviceEnvironment(services: readonly Service[], namespace: string, enableServiceLinks: boolean): EnvVariable[] {
  const chosen = new Map<string, Service>();
  for (const service of services) {
    if (!hasClusterIp(service)) continue;
    const name = service.metadata.name ?? "";
    const isMaster = service.metadata.namespace === "default" && name === "kubernetes";
    if (enableServiceLinks && service.metadata.namespace === namespace) chosen.set(name, service);
    else if (isMaster && !chosen.has(name)) chosen.set(name, service);
  }
  return [...chosen.values()].sort(byName).flatMap(variablesOf);
}

function variablesOf(service: Service): EnvVariable[] {
  const prefix = variableName(service.metadata.name ?? "");
  const host = service.spec?.clusterIP ?? "";
  const ports = service.spec?.ports ?? [];
  const first = ports[0];
  if (first === undefined) return [{ key: `${prefix}_SERVICE_HOST`, value: host }];
  return [
    { key: `${prefix}_SERVICE_HOST`, value: host },
    { key: `${prefix}_SERVICE_PORT`, value: String(first.port) },
    ...ports.filter((port) => port.name !== undefined && port.name !== "").map((port) => ({ key: `${prefix}_SERVICE_PORT_${variableName(port.name ?? "")}`, value: String(port.port) })),
    { key: `${prefix}_PORT`, value: address(host, first) },
    ...ports.flatMap((port) => linkVariables(prefix, host, port)),
  ];
}

function linkVariables(prefix: string, host: string, port: ServicePort): EnvVariable[] {
  const protocol = port.protocol ?? "TCP";
  const stem = `${prefix}_PORT_${port.port}_${protocol}`;
  return [
    { key: stem, value: address(host, port) },
    { key: `${stem}_PROTO`, value: protocol.toLowerCase() },
    { key: `${stem}_PORT`, value: String(port.port) },
    { key: `${stem}_ADDR`, value: host },
  ];
}

function address(host: string, port: ServicePort): string {
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return `${(port.protocol ?? "TCP").toLowerCase()}://${bracketed}:${port.port}`;
}

function hasClusterIp(service: Service): boolean {
  const ip = service.spec?.clusterIP;
  return ip !== undefined && ip !== "" && ip !== "None";
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}

function byName(a: Service, b: Service): number {
  return (a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1;
}
