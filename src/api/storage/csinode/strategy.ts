import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CSINode } from "../../types/storage/v1.gen.ts";
import { validate, validateUpdate } from "./validation.ts";

/** Which CSI drivers a node has. Source: kubernetes pkg/registry/storage/csinode. */
export const strategy: KindStrategy<CSINode> = {
  group: "storage.k8s.io",
  resource: "csinodes",
  requiresResourceVersion: true,
  validateCreate: validate,
  validateUpdate,
  printRow: (node, now) => [node.metadata.name ?? "", (node.spec.drivers ?? []).length, ageCell(node.metadata.creationTimestamp, now)],
};
