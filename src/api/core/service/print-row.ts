import type { Cell } from "../../../machinery/table/table.ts";
import { formatLabels } from "../../shared/format-selector.ts";
import { ageCell, orNone } from "../../shared/print-age.ts";
import type { Service, ServicePort } from "../../types/core/v1.gen.ts";

/** NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE, then SELECTOR. Source: kubernetes pkg/printers printService. */
export function printRow(service: Service, now: number): Cell[] {
  const { metadata, spec = {} } = service;
  return [
    metadata.name ?? "",
    spec.type ?? "",
    orNone(spec.clusterIPs?.[0] ?? spec.clusterIP),
    externalCell(service),
    orNone((spec.ports ?? []).map(portText).join(",")),
    ageCell(metadata.creationTimestamp, now),
    formatLabels(spec.selector),
  ];
}

function portText({ port, nodePort, protocol }: ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}

function externalCell({ spec = {}, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case "ExternalName":
      return spec.externalName ?? "";
    case "LoadBalancer": {
      const given = [...new Set((status?.loadBalancer?.ingress ?? []).map((ingress) => ingress.ip || ingress.hostname || "").filter(Boolean))].sort();
      const all = [...given, ...external];
      return all.length === 0 ? "<pending>" : all.join(",");
    }
    case "ClusterIP":
    case "NodePort":
      return orNone(external.join(","));
    default:
      return "<unknown>";
  }
}
