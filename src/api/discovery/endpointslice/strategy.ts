import { ipWarnings } from "../../shared/address-warnings.ts";
import { ageCell } from "../../shared/print-age.ts";
import { upToThree } from "../../shared/print-lists.ts";
import { metadataOf } from "../../shared/write-rules.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { EndpointSlice } from "../../types/discovery/v1.gen.ts";
import { validate, validateUpdate } from "./validation.ts";

/** Endpoint slices. Source: kubernetes pkg/registry/discovery/endpointslice. */
export const strategy: KindStrategy<EndpointSlice> = {
  group: "discovery.k8s.io",
  resource: "endpointslices",
  applyDefaults(slice) {
    for (const port of slice.ports ?? []) {
      port.name ??= "";
      port.protocol ??= "TCP";
    }
  },
  prepareForCreate(slice) {
    metadataOf(slice).generation = 1;
    dropTopology(slice, undefined);
  },
  validateCreate: (slice) => validate(slice),
  warningsOnCreate: warnings,
  prepareForUpdate(slice, old) {
    const before = old.metadata.generation ?? 0;
    const same = deepEqual(slice.endpoints, old.endpoints) && deepEqual(slice.ports, old.ports) && deepEqual(slice.metadata.labels, old.metadata.labels);
    metadataOf(slice).generation = same ? before : before + 1;
    dropTopology(slice, old);
  },
  validateUpdate,
  warningsOnUpdate: addressWarnings,
  printRow: (slice, now) => [
    slice.metadata.name ?? "",
    slice.addressType,
    upToThree((slice.ports ?? []).map((port) => (port.port === undefined ? "*" : String(port.port))), "<unset>"),
    upToThree((slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []), "<unset>"),
    ageCell(slice.metadata.creationTimestamp, now),
  ],
};

const managedBy = "endpointslice.kubernetes.io/managed-by";
const controllers = ["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"];

/** Source: kubernetes registry/discovery/endpointslice warnOnDeprecatedAddressType. */
function warnings(slice: EndpointSlice): string[] {
  return [...(slice.addressType === "FQDN" ? ["spec.addressType: FQDN endpoints are deprecated"] : []), ...addressWarnings(slice)];
}

/** What the controllers write is not looked at twice. Source: kubernetes registry/discovery/endpointslice warnOnBadIPs. */
function addressWarnings({ metadata, endpoints = [] }: EndpointSlice): string[] {
  if (controllers.includes(metadata.labels?.[managedBy] ?? "")) return [];
  return endpoints.flatMap(({ addresses = [] }, index) => addresses.flatMap((address, at) => ipWarnings(address, `endpoints[${index}].addresses[${at}]`)));
}

/** A field of v1beta1: what v1 says there is dropped. Source: kubernetes registry/discovery/endpointslice dropTopologyOnV1. */
function dropTopology(slice: EndpointSlice, old: EndpointSlice | undefined): void {
  if (!(slice.endpoints ?? []).some(({ deprecatedTopology }) => deprecatedTopology !== undefined)) return;
  if (old !== undefined && deepEqual(slice.endpoints, old.endpoints)) return;
  for (const endpoint of slice.endpoints ?? []) delete endpoint.deprecatedTopology;
}
