import type { Cell } from "../../../machinery/table/table.ts";
import { ageCell, orNone } from "../../shared/print-age.ts";
import type { Node } from "../../types/core/v1.gen.ts";

const rolePrefix = "node-role.kubernetes.io/";
const roleLabel = "kubernetes.io/role";

/** NAME STATUS ROLES AGE VERSION, then addresses and what runs there. Source: kubernetes pkg/printers printNode. */
export function printRow(node: Node, now: number): Cell[] {
  const info = node.status?.nodeInfo;
  return [
    node.metadata.name ?? "",
    statusCell(node),
    rolesCell(node.metadata.labels ?? {}),
    ageCell(node.metadata.creationTimestamp, now),
    info?.kubeletVersion ?? "",
    orNone(address(node, "InternalIP")),
    orNone(address(node, "ExternalIP")),
    info?.osImage || "<unknown>",
    kernelCell(info?.kernelVersion, info?.architecture),
    info?.containerRuntimeVersion || "<unknown>",
  ];
}

function statusCell({ spec, status }: Node): string {
  const ready = status?.conditions?.find((condition) => condition.type === "Ready");
  const readiness = ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady";
  return spec?.unschedulable === true ? `${readiness},SchedulingDisabled` : readiness;
}

function rolesCell(labels: Readonly<Record<string, string>>): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels)) {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length));
    else if (key === roleLabel && value !== "") roles.add(value);
  }
  return orNone([...roles].sort().join(","));
}

function address(node: Node, type: string): string | undefined {
  return node.status?.addresses?.find((candidate) => candidate.type === type)?.address;
}

function kernelCell(kernel: string | undefined, architecture: string | undefined): string {
  if (!kernel) return "<unknown>";
  return architecture ? `${kernel} (${architecture})` : kernel;
}
