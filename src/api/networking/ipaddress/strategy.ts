import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain, isPathSegmentName } from "../../../machinery/validation/names.ts";
import { canonicalIpProblems } from "../../shared/ip-addresses.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { IPAddress, ParentReference } from "../../types/networking/v1.gen.ts";

/** One address that a Service holds; its name is the address. Source: kubernetes pkg/registry/networking/ipaddress. */
export const strategy: KindStrategy<IPAddress> = {
  group: "networking.k8s.io",
  resource: "ipaddresses",
  validateName: canonicalIpProblems,
  validateCreate({ spec }) {
    const parent = spec?.parentRef;
    if (parent === undefined) return [required("spec.parentRef")];
    return validateParent(parent, "spec.parentRef");
  },
  validateUpdate: (address, old) => (semanticEqual(address.spec?.parentRef, old.spec?.parentRef) ? [] : [immutableField("spec.parentRef", parentInGo(address.spec?.parentRef))]),
  printRow: ({ metadata, spec }) => [metadata.name ?? "", parentCell(spec?.parentRef)],
};

/** As upstream's own type has it. */
function parentInGo(parent: ParentReference | undefined): object | null {
  if (parent === undefined) return null;
  const { group = "", resource = "", namespace = "", name = "" } = parent;
  return { Group: group, Resource: resource, Namespace: namespace, Name: name };
}

/** The group of services is the empty one. Source: kubernetes networking validation validateIPAddressParentReference. */
function validateParent(parent: ParentReference, path: string): FieldError[] {
  const problems = (field: "group" | "resource" | "name" | "namespace", look: (value: string) => string[], isRequired: boolean) => {
    const value = parent[field] ?? "";
    if (value === "") return isRequired ? [required(`${path}.${field}`)] : [];
    return look(value).map((problem) => invalidValue(`${path}.${field}`, value, problem));
  };
  return [
    ...problems("group", isDns1123Subdomain, false),
    ...problems("resource", isPathSegmentName, true),
    ...problems("name", isPathSegmentName, true),
    ...problems("namespace", isPathSegmentName, false),
  ];
}

/** `services/default/web`. */
function parentCell(parent: ParentReference | undefined): string {
  if (parent === undefined) return "<none>";
  const resource = parent.group ? `${parent.resource}.${parent.group}` : parent.resource;
  return [resource, parent.namespace, parent.name].filter(Boolean).join("/");
}
