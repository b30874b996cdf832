import type { ContainerPort, PodSpec } from "../../types/core/v1.gen.ts";
import { containersOf } from "./visit-containers.ts";
import { addAll } from "../../../machinery/errors/field-errors.ts";

interface Placed {
  readonly at: string;
  readonly port: ContainerPort;
}

/** Ports of the pod's containers that get in each other's way. Source: kubernetes pkg/api/pod warningsForPodSpecAndMeta. */
export function portWarnings(spec: PodSpec, path: string): string[] {
  const warnings: string[] = [];
  const known = new Map<string, Placed[]>();
  for (const { container, at: containerAt } of containersOf(spec)) {
    for (const [index, port] of (container.ports ?? []).entries()) {
      const at = `${path}.${containerAt}.ports[${index}]`;
      if (port.hostIP && !port.hostPort) warnings.push(`${at}: hostIP set without hostPort: ${inGo(port)}`);
      const key = `${port.containerPort}/${port.protocol ?? ""}`;
      const others = known.get(key) ?? [];
      for (const other of others) addAll(warnings, conflict({ at, port }, other));
      known.set(key, [...others, { at, port }]);
    }
  }
  return [...warnings, ...nameWarnings(spec, path)];
}

/** What selects a port by its name gets the first. */
function nameWarnings(spec: PodSpec, path: string): string[] {
  const first = new Map<string, string>();
  const warnings: string[] = [];
  for (const { container, at: containerAt } of containersOf(spec)) {
    for (const [index, { name }] of (container.ports ?? []).entries()) {
      if (!name) continue;
      const at = `${path}.${containerAt}.ports[${index}]`;
      const other = first.get(name);
      if (other === undefined) first.set(name, at);
      else warnings.push(`${at}: duplicate port name ${JSON.stringify(name)} with ${other}, services and probes that select ports by name will use ${other}`);
    }
  }
  return warnings;
}

function conflict({ at, port }: Placed, other: Placed): string[] {
  const [ip, otherIp] = [port.hostIP ?? "", other.port.hostIP ?? ""];
  const [hostPort, otherHostPort] = [port.hostPort ?? 0, other.port.hostPort ?? 0];
  if (ip === otherIp && hostPort === otherHostPort) return [`${at}: duplicate port definition with ${other.at}`];
  // No port of the host at all beside any other: redundant, whatever the addresses.
  if (hostPort === 0 || otherHostPort === 0) return [`${at}: overlapping port definition with ${other.at}`];
  return hostPort === otherHostPort && (ip === "") !== (otherIp === "") ? [`${at}: dangerously ambiguous port definition with ${other.at}`] : [];
}

/** As Go prints the struct. */
function inGo({ name = "", hostPort = 0, containerPort, protocol, hostIP = "" }: ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol ?? ""} HostIP:${hostIP}}`;
}
