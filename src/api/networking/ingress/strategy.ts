import type { Cell } from "../../../machinery/table/table.ts";
import { ageCell, orNone } from "../../shared/print-age.ts";
import { upToThree } from "../../shared/print-lists.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Ingress } from "../../types/networking/v1.gen.ts";
import { classAnnotation, validate, validateCreate, validateStatus } from "./validation.ts";

/** Ingresses. Source: kubernetes pkg/registry/networking/ingress. */
export const strategy: KindStrategy<Ingress> = {
  group: "networking.k8s.io",
  resource: "ingresses",
  prepareForCreate(ingress) {
    metadataOf(ingress).generation = 1;
    ingress.status = { loadBalancer: {} };
  },
  validateCreate,
  warningsOnCreate: ({ metadata }) => (metadata.annotations?.[classAnnotation] === undefined ? [] : [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`]),
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate: (ingress) => validate(ingress),
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus } },
  printRow,
};

/** Source: kubernetes pkg/printers printIngress. */
function printRow({ metadata, spec, status }: Ingress, now: number): Cell[] {
  const hosts = (spec?.rules ?? []).map((rule) => rule.host ?? "").filter(Boolean);
  const addresses = [...new Set((status?.loadBalancer?.ingress ?? []).map((ingress) => ingress.ip || ingress.hostname || "").filter(Boolean))].sort();
  return [
    metadata.name ?? "",
    orNone(spec?.ingressClassName),
    upToThree(hosts, "*"),
    addresses.join(","),
    (spec?.tls ?? []).length > 0 ? "80, 443" : "80",
    ageCell(metadata.creationTimestamp, now),
  ];
}
