import { validateResourceAmount } from "../../shared/resource-names.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isLabelValue, isQualifiedName } from "../../../machinery/validation/names.ts";
import { cidrFamily, cidrProblems } from "../../shared/ip-addresses.ts";
import type { Node, NodeSpec, Taint } from "../../types/core/v1.gen.ts";
import { validateTaintEffect } from "../pod-template/validate-tolerations.ts";

/** Source: kubernetes validation ValidateNode. */
export function validateCreate(node: Node): FieldError[] {
  return [...validateTaints(node.spec?.taints ?? []), ...validatePodCidrs(node.spec ?? {})];
}

/** Upstream says of taints that they stand in the metadata. */
function validateTaints(taints: readonly Taint[]): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, taint] of taints.entries()) {
    const path = `metadata.taints[${index}]`;
    for (const problem of isQualifiedName(taint.key)) errors.push(invalidValue(`${path}.key`, taint.key, problem));
    const valueProblems = isLabelValue(taint.value ?? "");
    if (valueProblems.length > 0) errors.push(invalidValue(`${path}.value`, taint.value, valueProblems.join(";")));
    if (!taint.effect) errors.push(required(`${path}.effect`));
    else addAll(errors, validateTaintEffect(taint.effect, `${path}.effect`));
    // One taint a key and effect: a second one would differ in its value only.
    const id = `${taint.effect}\0${taint.key}`;
    // The taint as upstream's own type has it.
    if (seen.has(id)) errors.push({ ...duplicateValue(path, { Key: taint.key, Value: taint.value ?? "", Effect: taint.effect, TimeAdded: taint.timeAdded ?? null }), detail: "taints must be unique by key and effect pair" });
    seen.add(id);
  }
  return errors;
}

function validatePodCidrs({ podCIDRs }: NodeSpec): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, cidr] of (podCIDRs ?? []).entries()) {
    for (const problem of cidrProblems(cidr)) errors.push(invalidValue(`spec.podCIDRs[${index}]`, cidr, problem));
  }
  const families = (podCIDRs ?? []).map(cidrFamily);
  if (new Set(families).size < families.length && !families.includes(undefined)) errors.push(invalidValue("spec.podCIDRs", podCIDRs, "may specify no more than one CIDR for each IP family"));
  return errors;
}

/** Addresses, provider and pod ranges are given once; labels, taints and capacity may change. Source: ValidateNodeUpdate. */
export function validateUpdate(node: Node, old: Node): FieldError[] {
  const errors = validateCreate(node);
  const spec = node.spec ?? {};
  const before = old.spec ?? {};
  if ((before.podCIDRs ?? []).length > 0 && !deepEqual(spec.podCIDRs, before.podCIDRs)) {
    errors.push(forbiddenField("spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid'));
  }
  if (before.providerID && spec.providerID !== before.providerID) {
    errors.push(forbiddenField("spec.providerID", 'node updates may not change providerID except from "" to valid'));
  }
  if ((spec.externalID ?? "") !== (before.externalID ?? "")) errors.push(forbiddenField("spec.externalID", "may not be updated"));
  return errors;
}

/** Source: ValidateNodeUpdate's part about status. */
export function validateStatus(node: Node): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ["capacity", "allocatable"] as const) {
    for (const [name, amount] of Object.entries(node.status?.[list] ?? {})) addAll(errors, validateResourceAmount(name, amount, `status.${list}.${name}`));
  }
  const seen = new Set<string>();
  for (const [index, address] of (node.status?.addresses ?? []).entries()) {
    const id = `${address.type}\0${address.address}`;
    // The address as upstream's own type has it.
    if (seen.has(id)) errors.push(duplicateValue(`status.addresses[${index}]`, { Type: address.type, Address: address.address }));
    seen.add(id);
  }
  return errors;
}
