import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, immutableField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import { validateCsiDriverName } from "../../core/pod-template/validate-volume-sources.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import type { CSINode, CSINodeDriver } from "../../types/storage/v1.gen.ts";
import { repeats } from "../../../machinery/validation/repeats.ts";

const maxNodeId = 256;

/** Source: kubernetes storage validation ValidateCSINode. */
export function validate({ spec }: CSINode): FieldError[] {
  const names = new Set<string>();
  return (spec?.drivers ?? []).flatMap((driver, index) => {
    const at = `spec.drivers[${index}]`;
    const again = names.has(driver.name) ? [duplicateValue(`${at}.name`, driver.name)] : [];
    names.add(driver.name);
    return [...validateDriver(driver, at), ...again, ...validateTopologyKeys(driver.topologyKeys ?? [], at)];
  });
}

function validateDriver({ name = "", nodeID = "", allocatable }: CSINodeDriver, path: string): FieldError[] {
  const errors = validateCsiDriverName(name, `${path}.name`);
  if (nodeID === "") errors.push(required(`${path}.nodeID`));
  if (nodeID.length > maxNodeId) errors.push(invalidValue(`${path}.nodeID`, nodeID, `must be ${maxNodeId} characters or less`));
  addAll(errors, validateNonNegative(allocatable?.count, `${path}.allocatable.count`));
  return errors;
}

/** Told of the driver, not of the key. */
function validateTopologyKeys(keys: readonly string[], path: string): FieldError[] {
  const repeated = repeats(keys);
  return keys.flatMap((key, index) => [
    ...(key === "" ? [required(path)] : []),
    ...(repeated.has(index) ? [duplicateValue(path, key)] : []),
    ...isQualifiedName(key).map((problem) => invalidValue(path, key, problem)),
  ]);
}

/** Only how much a driver can hold may change while it stays. Source: kubernetes storage validation ValidateCSINodeUpdate. */
export function validateUpdate(node: CSINode, old: CSINode): FieldError[] {
  const errors = validate(node);
  for (const before of old.spec?.drivers ?? []) {
    for (const driver of node.spec?.drivers ?? []) {
      if (driver.name === before.name && !semanticEqual(fixedOf(driver), fixedOf(before))) errors.push(immutableField("spec.drivers", shown(driver)));
    }
  }
  return errors;
}

function fixedOf({ allocatable: _, ...rest }: CSINodeDriver): object {
  return rest;
}

/** As upstream's own type has it. */
function shown({ name, nodeID, topologyKeys }: CSINodeDriver): object {
  return { Name: name, NodeID: nodeID, TopologyKeys: topologyKeys ?? null, Allocatable: null };
}
