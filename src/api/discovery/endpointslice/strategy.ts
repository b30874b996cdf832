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
  createOnUpdate: true,
  applyDefaults(slice) {
    for (const port of slice.ports ?? []) {
      port.name ??= "";
      port.protocol ??= "TCP";
    }
  },
  prepareForCreate(slice) {
    metadataOf(slice).generation = 1;
  },
  validateCreate: validate,
  prepareForUpdate(slice, old) {
    const before = old.metadata.generation ?? 0;
    const same = deepEqual(slice.endpoints, old.endpoints) && deepEqual(slice.ports, old.ports) && deepEqual(slice.metadata.labels, old.metadata.labels);
    metadataOf(slice).generation = same ? before : before + 1;
  },
  validateUpdate,
  printRow: (slice, now) => [
    slice.metadata.name ?? "",
    slice.addressType,
    upToThree((slice.ports ?? []).map((port) => (port.port === undefined ? "*" : String(port.port))), "<unset>"),
    upToThree((slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []), "<unset>"),
    ageCell(slice.metadata.creationTimestamp, now),
  ],
};
