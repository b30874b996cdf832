import type { Service } from "../../../../api/types/core/v1.gen.ts";
import { internalError, invalid } from "../../../../machinery/errors/constructors.ts";
import { invalidValue } from "../../../../machinery/errors/field-errors.ts";
import type { StatusError } from "../../../../machinery/errors/status-error.ts";
import type { Claims } from "./claims.ts";
import { type Holdings, hasNodePorts, needsHealthCheckPort, needsNodePorts } from "./holdings.ts";
import { nodePorts } from "./ledgers.ts";
import { firstNodePort, isNodePort, lastNodePort, nodePortCandidates } from "./node-port-range.ts";

export interface PortSearch {
  readonly claims: Claims;
  /** In [0, 1). */
  chance(): number;
  /** A new Service has one node port for the same port of several protocols. */
  readonly isNew: boolean;
}

/** Node ports for every port of the Service that needs one, and for its health check. */
export async function takeNodePorts(service: Service, before: Holdings, search: PortSearch): Promise<void> {
  const { spec = {} } = service;
  const mine = new Set(before.nodePorts);
  if (hasNodePorts(spec)) {
    const ports = spec.ports ?? [];
    for (const [index, { port, nodePort }] of ports.entries()) {
      if (!nodePort) continue;
      const path = `spec.ports[${index}].nodePort`;
      const isShared = !search.isNew || ports.slice(0, index).some((other) => other.port === port && other.nodePort === nodePort);
      if (mine.has(nodePort) && !isShared) throw refused(service, path, nodePort, alreadyAllocated);
      await takeWanted(service, { path, port: nodePort, mine }, search);
    }
    for (const port of ports) {
      if (port.nodePort || !needsNodePorts(spec)) continue;
      const shared = search.isNew ? ports.find((other) => other.port === port.port && other.nodePort)?.nodePort : undefined;
      port.nodePort = shared ?? (await takeAny(search));
      mine.add(port.nodePort);
    }
  }
  if (!needsHealthCheckPort(spec)) return;
  if (spec.healthCheckNodePort) await takeWanted(service, { path: "spec.healthCheckNodePort", port: spec.healthCheckNodePort, mine }, search);
  else spec.healthCheckNodePort = await takeAny(search);
}

const alreadyAllocated = "provided port is already allocated";

function refused({ metadata }: Service, path: string, port: number, why: string): StatusError {
  return invalid({ group: "", kind: "Service" }, metadata.name ?? "", [invalidValue(path, port, why)]);
}

async function takeWanted(service: Service, { path, port, mine }: { path: string; port: number; mine: Set<number> }, { claims }: PortSearch): Promise<void> {
  if (mine.has(port)) return;
  const why = !isNodePort(port) ? `provided port is not in the valid range. The range of valid ports is ${firstNodePort}-${lastNodePort}` : (await claims.take(nodePorts, String(port))) ? undefined : alreadyAllocated;
  if (why !== undefined) throw refused(service, path, port, why);
  mine.add(port);
}

async function takeAny({ claims, chance }: PortSearch): Promise<number> {
  for (const port of nodePortCandidates(chance())) if (await claims.take(nodePorts, String(port))) return port;
  throw internalError(new Error("failed to allocate a nodePort: range is full"));
}
