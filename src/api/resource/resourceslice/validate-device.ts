import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { maxLabelLength } from "../../../machinery/validation/names.ts";
import { validateNodeSelector } from "../../core/pod-template/validate-node-selector.ts";
import type { Counter, CounterSet, Device, DeviceCounterConsumption } from "../../types/resource/v1.gen.ts";
import { validateBindingConditions } from "../shared/binding-conditions.ts";
import { validateList, validateMap, validateSet } from "../shared/lists.ts";
import { maxQualifiedNameLength, validateLabelLike, validateNodeName, validateQualifiedName } from "../shared/names.ts";
import { validateTaint } from "../shared/taints.ts";
import { validateAttribute } from "./validate-attribute.ts";
import { validateCapacity } from "./validate-capacity.ts";

const maxAttributesAndCapacities = 32;
const maxAttributeValues = 48;
const maxTaints = 16;
const maxConsumptions = 2;
const maxCounters = 32;
const noLimit = Number.POSITIVE_INFINITY;

/** `old` is the device of that name as it was. Source: kubernetes resource validation validateDevice. */
export function validateDevice(device: Device, path: string, { old, hasOwnNodes }: { readonly old?: Device | undefined; readonly hasOwnNodes: boolean }): FieldError[] {
  const { attributes = {}, capacity = {}, taints = [] } = device;
  const errors = validateLabelLike(device.name, `${path}.name`);
  const values = Object.keys(attributes).length;
  const entries = values + Object.keys(capacity).length;
  if (entries > maxAttributesAndCapacities) errors.push(invalidValue(path, entries, `the total number of attributes and capacities must not exceed ${maxAttributesAndCapacities}`));
  if (values > maxAttributeValues) errors.push(invalidValue(path, values, `the total number of attribute values must not exceed ${maxAttributeValues}`));
  const names = { atMost: noLimit, keyBytes: maxQualifiedNameLength, validateKey: validateQualifiedName };
  addAll(errors, validateMap(attributes, `${path}.attributes`, { ...names, validate: validateAttribute }));
  const isShared = device.allowMultipleAllocations === true;
  addAll(errors, validateMap(capacity, `${path}.capacity`, { ...names, validate: (amount, at) => validateCapacity(amount, at, { isShared }) }));
  if (old === undefined || !semanticEqual(old.taints ?? [], taints)) addAll(errors, validateList(taints, `${path}.taints`, maxTaints, validateTaint));
  addAll(errors, validateSet(device.consumesCounters ?? [], `${path}.consumesCounters`, maxConsumptions, validateConsumption, ({ counterSet }) => counterSet));
  addAll(errors, (hasOwnNodes ? validateNodes(device, path) : validateNoNodes(device, path)));
  addAll(errors, validateBindingConditions(device, path));
  return errors;
}

/** A set of counters that devices take from. Source: kubernetes resource validation validateCounterSet. */
export function validateCounterSet({ name, counters }: CounterSet, path: string): FieldError[] {
  return [...(name === "" ? [required(`${path}.name`)] : validateLabelLike(name, `${path}.name`)), ...validateCounters(counters, `${path}.counters`)];
}

function validateConsumption({ counterSet, counters }: DeviceCounterConsumption, path: string): FieldError[] {
  return [...(counterSet === "" ? [required(`${path}.counterSet`)] : validateLabelLike(counterSet, `${path}.counterSet`)), ...validateCounters(counters, `${path}.counters`)];
}

/** Any amount is right. */
function validateCounters(counters: Readonly<Record<string, Counter>> | undefined, path: string): FieldError[] {
  if (Object.keys(counters ?? {}).length === 0) return [required(path)];
  return validateMap(counters ?? {}, path, { atMost: maxCounters, keyBytes: maxLabelLength, validateKey: validateLabelLike, validate: () => [] });
}

const oneOfNodes = "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec";

function validateNodes({ nodeName, nodeSelector, allNodes }: Device, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const fields: string[] = [];
  if (nodeName) {
    fields.push("`nodeName`");
    addAll(errors, validateNodeName(nodeName, `${path}.nodeName`));
  } else if (nodeName === "") errors.push(invalidValue(`${path}.nodeName`, nodeName, "must not be empty"));
  if (nodeSelector !== undefined) {
    fields.push("`nodeSelector`");
    addAll(errors, validateNodeSelector(nodeSelector, `${path}.nodeSelector`));
  }
  if (allNodes === true) fields.push("`allNodes`");
  else if (allNodes === false) errors.push(invalidValue(`${path}.allNodes`, allNodes, "must be either unset or set to true"));
  if (fields.length === 0) errors.push(required(path, oneOfNodes));
  if (fields.length > 1) errors.push(invalidValue(path, `{${fields.join(", ")}}`, oneOfNodes));
  return errors;
}

function validateNoNodes({ nodeName, nodeSelector, allNodes }: Device, path: string): FieldError[] {
  if (nodeName === undefined && nodeSelector === undefined && allNodes === undefined) return [];
  return [invalidValue(path, null, "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec")];
}
