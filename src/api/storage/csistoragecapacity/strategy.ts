import { immutableField } from "../../../machinery/errors/field-errors.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CSIStorageCapacity } from "../../types/storage/v1.gen.ts";

/** CSIStorageCapacities: how much a class can still provide in a part of the cluster. Source: kubernetes pkg/registry/storage/csistoragecapacity. */
export const strategy: KindStrategy<CSIStorageCapacity> = {
  group: "storage.k8s.io",
  resource: "csistoragecapacities",
  validateUpdate: (capacity, old) => [
    ...(deepEqual(capacity.nodeTopology, old.nodeTopology) ? [] : [immutableField("nodeTopology", capacity.nodeTopology)]),
    ...(capacity.storageClassName === old.storageClassName ? [] : [immutableField("storageClassName", capacity.storageClassName)]),
  ],
  printRow: ({ metadata, storageClassName, capacity }) => [metadata.name ?? "", storageClassName, capacity ?? "<unset>"],
};
