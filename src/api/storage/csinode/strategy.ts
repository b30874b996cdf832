import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CSINode } from "../../types/storage/v1.gen.ts";

/** CSINodes: the volume drivers of a node. Source: kubernetes pkg/registry/storage/csinode. */
export const strategy: KindStrategy<CSINode> = {
  group: "storage.k8s.io",
  resource: "csinodes",
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", spec.drivers.length, ageCell(metadata.creationTimestamp, now)],
};
