import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ResourceSlice } from "../../types/resource/v1.gen.ts";

/** ResourceSlices: the devices of a node's driver. Source: kubernetes pkg/registry/resource/resourceslice. */
export const strategy: KindStrategy<ResourceSlice> = {
  group: "resource.k8s.io",
  resource: "resourceslices",
  fieldLabels: ["spec.driver", "spec.nodeName"],
  selectableFields: ({ spec }) => ({ "spec.driver": spec.driver, "spec.nodeName": spec.nodeName ?? "" }),
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", spec.nodeName ?? "", spec.driver, spec.pool.name, ageCell(metadata.creationTimestamp, now)],
};
