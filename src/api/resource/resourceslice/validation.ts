import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, immutableField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { validateNodeSelector } from "../../core/pod-template/validate-node-selector.ts";
import type { ResourcePool, ResourceSlice, ResourceSliceSpec } from "../../types/resource/v1.gen.ts";
import { nodeSelectorTermsInGo } from "../claim-spec/in-go.ts";
import { validateSet } from "../shared/lists.ts";
import { validateDriverName, validateNodeName, validatePoolName } from "../shared/names.ts";
import { validateCounterSet, validateDevice } from "./validate-device.ts";

const maxDevices = 128;
/** Where any device has taints or takes from counters. */
const maxDevicesWithMore = 64;
const maxCounterSets = 8;

/** Source: kubernetes resource validation validateResourceSliceSpec. */
export function validate({ spec }: ResourceSlice, old?: ResourceSlice): FieldError[] {
  const { devices = [], sharedCounters = [] } = spec;
  const errors = [...validateDriverName(spec.driver, "spec.driver"), ...validatePool(spec.pool), ...(old === undefined ? [] : validateChange(spec, old.spec)), ...validateNodes(spec)];
  if (sharedCounters.length > 0 && devices.length > 0) errors.push(invalidValue("spec", "", "only one of `sharedCounters` or `devices` is allowed"));
  const hasMore = devices.some(({ taints = [], consumesCounters = [] }) => taints.length > 0 || consumesCounters.length > 0);
  const before = new Map((old?.spec.devices ?? []).map((device) => [device.name, device]));
  const rulesOf = (name: string) => ({ old: before.get(name), hasOwnNodes: spec.perDeviceNodeSelection === true });
  return [
    ...errors,
    ...validateSet(devices, "spec.devices", hasMore ? maxDevicesWithMore : maxDevices, (device, path) => validateDevice(device, path, rulesOf(device.name)), ({ name }) => name),
    ...validateSet(sharedCounters, "spec.sharedCounters", maxCounterSets, validateCounterSet, ({ name }) => name),
  ];
}

function validatePool({ name, resourceSliceCount, generation }: ResourcePool): FieldError[] {
  const errors = validatePoolName(name, "spec.pool.name");
  if (resourceSliceCount <= 0) errors.push(invalidValue("spec.pool.resourceSliceCount", resourceSliceCount, "must be greater than zero"));
  if (generation < 0) errors.push(invalidValue("spec.pool.generation", generation, "must be greater than or equal to zero"));
  return errors;
}

function validateChange(spec: ResourceSliceSpec, old: ResourceSliceSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.pool.name !== old.pool.name) errors.push(immutableField("spec.pool.name", spec.pool.name));
  if (spec.driver !== old.driver) errors.push(immutableField("spec.driver", spec.driver));
  if (spec.nodeName !== old.nodeName) errors.push(immutableField("spec.nodeName", spec.nodeName ?? null));
  return errors;
}

const oneOfNodes = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";

/** Where the devices are, said in one way. */
function validateNodes(spec: ResourceSliceSpec): FieldError[] {
  const { nodeName, nodeSelector } = spec;
  const errors: FieldError[] = [];
  const fields: string[] = [];
  if (nodeName) {
    fields.push("`nodeName`");
    addAll(errors, validateNodeName(nodeName, "spec.nodeName"));
  } else if (nodeName === "") errors.push(invalidValue("spec.nodeName", nodeName, "must be either unset or set to a non-empty string"));
  if (nodeSelector !== undefined) {
    fields.push("`nodeSelector`");
    addAll(errors, validateNodeSelector(nodeSelector, "spec.nodeSelector"));
    // One term alone, so that selectors of several slices can be merged.
    if ((nodeSelector.nodeSelectorTerms ?? []).length !== 1) errors.push(invalidValue("spec.nodeSelector.nodeSelectorTerms", nodeSelectorTermsInGo(nodeSelector), "must have exactly one node selector term"));
  }
  for (const field of ["allNodes", "perDeviceNodeSelection"] as const) {
    if (spec[field] === true) fields.push(`\`${field}\``);
    else if (spec[field] === false) errors.push(invalidValue(`spec.${field}`, false, "must be either unset or set to true"));
  }
  if (fields.length === 0) errors.push(required("spec", oneOfNodes));
  if (fields.length > 1) errors.push(invalidValue("spec", `{${fields.join(", ")}}`, `${oneOfNodes}, but multiple fields are set`));
  return errors;
}
