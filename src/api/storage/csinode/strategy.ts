import { duplicateValue, required } from "../../../machinery/errors/field-errors.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CSINode } from "../../types/storage/v1.gen.ts";

/** Which CSI drivers a node has. Source: kubernetes pkg/registry/storage/csinode. */
export const strategy: KindStrategy<CSINode> = {
  group: "storage.k8s.io",
  resource: "csinodes",
  requiresResourceVersion: true,
  validateCreate: validate,
  validateUpdate: (node) => validate(node),
  printRow: (node, now) => [node.metadata.name ?? "", (node.spec.drivers ?? []).length, ageCell(node.metadata.creationTimestamp, now)],
};

function validate({ spec }: CSINode): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, driver] of (spec.drivers ?? []).entries()) {
    if (!driver.name) errors.push(required(`spec.drivers[${index}].name`));
    if (!driver.nodeID) errors.push(required(`spec.drivers[${index}].nodeID`));
    if (names.has(driver.name)) errors.push(duplicateValue(`spec.drivers[${index}].name`, driver.name));
    names.add(driver.name);
  }
  return errors;
}
