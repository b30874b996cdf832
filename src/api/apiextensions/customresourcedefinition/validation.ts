import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, immutableField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { CustomResourceDefinition, CustomResourceDefinitionSpec } from "../../types/apiextensions/v1.gen.ts";
import { byVersion } from "./by-version.ts";
import { type Leniency, noLeniency } from "./leniency.ts";
import { isEstablished, leniencyTowards } from "./leniency-towards.ts";
import { validateApproval } from "./validate-approval.ts";
import { validateConversion } from "./validate-conversion.ts";
import { validateNames } from "./validate-names.ts";
import { validateVersions } from "./validate-versions.ts";

const scopes = ["Cluster", "Namespaced"];

/** Source: apiextensions validation ValidateCustomResourceDefinition. */
export function validateCreate(definition: CustomResourceDefinition): FieldError[] {
  const { metadata, spec } = definition;
  const errors = metadata.name === `${spec.names.plural}.${spec.group}` ? [] : [invalidValue("metadata.name", metadata.name, 'must be spec.names.plural+"."+spec.group')];
  return [...errors, ...validateSpec(spec, noLeniency), ...validateStatus(definition), ...validateStoredVersions(definition), ...validateApproval(definition), ...validatePreservesNothing(definition)];
}

/** Names are fixed once they are taken. Source: apiextensions validation ValidateCustomResourceDefinitionUpdate. */
export function validateUpdate(definition: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const { spec } = definition;
  const errors = validateSpec(spec, leniencyTowards(definition, old));
  const keep = (path: string, value: string, before: string) => {
    if (value !== before) errors.push(immutableField(path, value));
  };
  if (isEstablished(old)) {
    keep("spec.scope", spec.scope, old.spec.scope);
    keep("spec.names.kind", spec.names.kind, old.spec.names.kind);
  }
  keep("spec.group", spec.group, old.spec.group);
  keep("spec.names.plural", spec.names.plural, old.spec.names.plural);
  addAll(errors, validateStatus(definition), validateStoredVersions(definition), validateApproval(definition, old));
  return old.spec.preserveUnknownFields === true ? errors : [...errors, ...validatePreservesNothing(definition)];
}

/** Source: apiextensions validation ValidateCustomResourceDefinitionStatus. */
export function validateStatus({ status }: CustomResourceDefinition): FieldError[] {
  return status?.acceptedNames === undefined ? [] : validateNames(status.acceptedNames, "status.acceptedNames");
}

/** Source: apiextensions validation validateCustomResourceDefinitionSpec. */
function validateSpec(spec: CustomResourceDefinitionSpec, leniency: Leniency): FieldError[] {
  const { scope, conversion, preserveUnknownFields = false } = spec;
  const errors = validateGroup(spec.group);
  if (!scope) errors.push(required("spec.scope"));
  else if (!scopes.includes(scope)) errors.push(notSupported("spec.scope", scope, scopes));
  addAll(errors, validateVersions(spec, byVersion(spec), leniency));
  const strategy = conversion?.strategy ?? "";
  if (conversion !== undefined && strategy !== "None" && preserveUnknownFields) {
    errors.push(invalidValue("spec.conversion.strategy", strategy, "must be None if spec.preserveUnknownFields is true"));
  }
  return [...errors, ...validateConversion(conversion, "spec.conversion", leniency)];
}

function validateGroup(group: string): FieldError[] {
  if (!group) return [required("spec.group")];
  const problems = isDns1123Subdomain(group);
  if (problems.length > 0) return [invalidValue("spec.group", group, problems.join(","))];
  return group.includes(".") ? [] : [invalidValue("spec.group", group, "should be a domain with at least one dot")];
}

/** Source: apiextensions validation ValidateCustomResourceDefinitionStoredVersions. */
function validateStoredVersions({ spec, status }: CustomResourceDefinition): FieldError[] {
  const path = "status.storedVersions";
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) return [invalidValue(path, null, "must have at least one stored version")];
  const versions = spec.versions ?? [];
  const places = new Map(stored.map((name, index) => [name, index]));
  // A version is found once: a second one of its name is not.
  const errors = versions.flatMap(({ name, storage }) => (!places.delete(name) && storage ? [invalidValue(path, stored, `must have the storage version ${name}`)] : []));
  for (const [name, index] of places) {
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    errors.push(invalidValue(`${path}[${index}]`, name, detail));
  }
  return errors;
}

/** Source: apiextensions validation validatePreserveUnknownFields. */
function validatePreservesNothing({ spec }: CustomResourceDefinition): FieldError[] {
  if (spec.preserveUnknownFields !== true) return [];
  return [invalidValue("spec.preserveUnknownFields", true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead")];
}
