import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isPortName, isPortNumber } from "../../../machinery/validation/values.ts";
import type { Container, ContainerPort, PodSpec } from "../../types/core/v1.gen.ts";

const protocols = ["SCTP", "TCP", "UDP"];

/** On the host's network a port of the container is one of the host; a template may leave it to its pods' defaults. Source: kubernetes validation validatePodHostNetworkDeps. */
export function validateHostNetworkPorts({ hostNetwork, containers }: PodSpec, path: string, isPod: boolean): FieldError[] {
  if (hostNetwork !== true) return [];
  const errors: FieldError[] = [];
  for (const [containerIndex, { ports = [] }] of (containers ?? []).entries()) {
    for (const [index, { hostPort = 0, containerPort }] of ports.entries()) {
      if (hostPort === containerPort || (!isPod && hostPort === 0)) continue;
      errors.push(invalidValue(`${path}[${containerIndex}].ports[${index}].hostPort`, hostPort, "must match `containerPort` when `hostNetwork` is true"));
    }
  }
  return errors;
}

/** Source: kubernetes validation validateContainerPorts. */
export function validatePorts(ports: readonly ContainerPort[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const at = `${path}[${index}]`;
    if (port.name) {
      const problems = isPortName(port.name);
      for (const problem of problems) errors.push(invalidValue(`${at}.name`, port.name, problem));
      if (problems.length === 0) {
        if (names.has(port.name)) errors.push(duplicateValue(`${at}.name`, port.name));
        names.add(port.name);
      }
    }
    if (!port.containerPort) errors.push(required(`${at}.containerPort`));
    else for (const problem of isPortNumber(port.containerPort)) errors.push(invalidValue(`${at}.containerPort`, port.containerPort, problem));
    if (port.hostPort) {
      for (const problem of isPortNumber(port.hostPort)) errors.push(invalidValue(`${at}.hostPort`, port.hostPort, problem));
    }
    if (!port.protocol) errors.push(required(`${at}.protocol`));
    else if (!protocols.includes(port.protocol)) errors.push(notSupported(`${at}.protocol`, port.protocol, protocols));
  }
  return errors;
}

/** No two containers may take the same port of the host. Source: AccumulateUniqueHostPorts. */
export function validateHostPorts(containers: readonly Container[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  let taken: Set<string> | undefined;
  for (const [containerIndex, container] of containers.entries()) {
    for (const [portIndex, port] of (container.ports ?? []).entries()) {
      if (!port.hostPort) continue;
      taken ??= new Set();
      const id = `${port.protocol}/${port.hostIP ?? ""}/${port.hostPort}`;
      if (taken.has(id)) errors.push(duplicateValue(`${path}[${containerIndex}].ports[${portIndex}].hostPort`, id));
      taken.add(id);
    }
  }
  return errors;
}
