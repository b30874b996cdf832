import { immutableField } from "../../../machinery/errors/field-errors.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import { groupResource } from "../../../machinery/meta/resource.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { IPAddress } from "../../types/networking/v1.gen.ts";

/** IPAddresses: a cluster IP that is taken, and by whom. Source: kubernetes pkg/registry/networking/ipaddress. */
export const strategy: KindStrategy<IPAddress> = {
  group: "networking.k8s.io",
  resource: "ipaddresses",
  validateUpdate: ({ spec }, old) => (deepEqual(spec.parentRef, old.spec.parentRef) ? [] : [immutableField("spec.parentRef", spec.parentRef)]),
  printRow({ metadata, spec: { parentRef } }) {
    const place = parentRef.namespace === undefined ? "" : `/${parentRef.namespace}`;
    return [metadata.name ?? "", `${groupResource({ group: parentRef.group ?? "", resource: parentRef.resource }).toLowerCase()}${place}/${parentRef.name}`];
  },
};
