import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { immutableField, required } from "../../../machinery/errors/field-errors.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CSIStorageCapacity } from "../../types/storage/v1.gen.ts";

/** How much a driver has left somewhere. Source: kubernetes pkg/registry/storage/csistoragecapacity. */
export const strategy: KindStrategy<CSIStorageCapacity> = {
  group: "storage.k8s.io",
  resource: "csistoragecapacities",
  requiresResourceVersion: true,
  validateCreate: (capacity) => (capacity.storageClassName ? [] : [required("storageClassName")]),
  validateUpdate(capacity, old) {
    const errors = [];
    if (!semanticEqual(capacity.nodeTopology, old.nodeTopology)) errors.push(immutableField("nodeTopology", capacity.nodeTopology));
    if (capacity.storageClassName !== old.storageClassName) errors.push(immutableField("storageClassName", capacity.storageClassName));
    return errors;
  },
  printRow: (capacity) => [capacity.metadata.name ?? "", capacity.storageClassName, capacity.capacity ?? "<unset>"],
};
