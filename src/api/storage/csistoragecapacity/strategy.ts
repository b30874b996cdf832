import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { nonNegativeQuantityProblems } from "../../shared/quantities.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CSIStorageCapacity } from "../../types/storage/v1.gen.ts";

/** How much a driver has left somewhere. Source: kubernetes pkg/registry/storage/csistoragecapacity. */
export const strategy: KindStrategy<CSIStorageCapacity> = {
  group: "storage.k8s.io",
  resource: "csistoragecapacities",
  requiresResourceVersion: true,
  validateCreate: validate,
  validateUpdate(capacity, old) {
    const errors = validate(capacity);
    if (!semanticEqual(capacity.nodeTopology, old.nodeTopology)) errors.push(immutableField("nodeTopology", capacity.nodeTopology ?? null));
    if (capacity.storageClassName !== old.storageClassName) errors.push(immutableField("storageClassName", capacity.storageClassName));
    return errors;
  },
  printRow: (capacity) => [capacity.metadata.name ?? "", capacity.storageClassName, capacity.capacity ?? "<unset>"],
};

/** Source: kubernetes storage validation ValidateCSIStorageCapacity. */
function validate({ nodeTopology, storageClassName = "", capacity }: CSIStorageCapacity): FieldError[] {
  return [
    ...validateLabelSelector(nodeTopology, "nodeTopology"),
    ...isDns1123Subdomain(storageClassName).map((problem) => invalidValue("storageClassName", storageClassName, problem)),
    ...(capacity === undefined ? [] : nonNegativeQuantityProblems(capacity)).map((problem) => invalidValue("capacity", capacity, problem)),
  ];
}
