import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { immutableField, required } from "../../../machinery/errors/field-errors.ts";
import { ipProblems } from "../../shared/ip-addresses.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { IPAddress, ParentReference } from "../../types/networking/v1.gen.ts";

/** One address that a Service holds; its name is the address. Source: kubernetes pkg/registry/networking/ipaddress. */
export const strategy: KindStrategy<IPAddress> = {
  group: "networking.k8s.io",
  resource: "ipaddresses",
  validateName: ipProblems,
  validateCreate({ spec }) {
    const parent = spec?.parentRef;
    if (parent === undefined) return [required("spec.parentRef")];
    return (["resource", "name"] as const).filter((field) => !parent[field]).map((field) => required(`spec.parentRef.${field}`));
  },
  validateUpdate: (address, old) => (semanticEqual(address.spec?.parentRef, old.spec?.parentRef) ? [] : [immutableField("spec.parentRef", address.spec?.parentRef)]),
  printRow: ({ metadata, spec }) => [metadata.name ?? "", parentCell(spec?.parentRef)],
};

/** `services/default/web`. */
function parentCell(parent: ParentReference | undefined): string {
  if (parent === undefined) return "<none>";
  const resource = parent.group ? `${parent.resource}.${parent.group}` : parent.resource;
  return [resource, parent.namespace, parent.name].filter(Boolean).join("/");
}
