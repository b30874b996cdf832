import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1035Label, isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from "../../types/apiextensions/v1.gen.ts";

const scopes = ["Cluster", "Namespaced"];
const conversions = ["None", "Webhook"];

/** Names, versions and scope; schemas are checked by who compiles them. Source: apiextensions validation ValidateCustomResourceDefinition. */
export function validateCreate({ metadata, spec }: CustomResourceDefinition): FieldError[] {
  const errors: FieldError[] = [];
  const { group, names, scope, versions, conversion } = spec;
  const expected = `${names.plural}.${group}`;
  if (metadata.name !== expected) errors.push(invalidValue("metadata.name", metadata.name, 'must be spec.names.plural+"."+spec.group'));
  if (!group) errors.push(required("spec.group"));
  else {
    for (const problem of isDns1123Subdomain(group)) errors.push(invalidValue("spec.group", group, problem));
    if (group.split(".").length < 2) errors.push(invalidValue("spec.group", group, "should be a domain with at least one dot"));
  }
  if (!scopes.includes(scope)) errors.push(notSupported("spec.scope", scope, scopes));
  errors.push(...validateNames(names), ...validateVersions(versions ?? []));
  const strategy = conversion?.strategy ?? "";
  if (!conversions.includes(strategy)) errors.push(notSupported("spec.conversion.strategy", strategy, conversions));
  else if (strategy === "Webhook" && conversion?.webhook?.clientConfig === undefined) errors.push(required("spec.conversion.webhookClientConfig", "required when strategy is set to Webhook"));
  return errors;
}

function validateNames(names: CustomResourceDefinition["spec"]["names"]): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["plural", "singular"] as const) {
    const value = names[field] ?? "";
    for (const problem of isDns1035Label(value)) errors.push(invalidValue(`spec.names.${field}`, value, problem));
  }
  for (const field of ["kind", "listKind"] as const) {
    const value = names[field] ?? "";
    for (const problem of isDns1035Label(value.toLowerCase())) errors.push(invalidValue(`spec.names.${field}`, value, `may have mixed case, but should otherwise match: ${problem}`));
  }
  if (names.kind && names.kind === names.listKind) errors.push(invalidValue("spec.names.listKind", names.listKind, "kind and listKind may not be the same"));
  return errors;
}

function validateVersions(versions: readonly CustomResourceDefinitionVersion[]): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`;
    for (const problem of isDns1035Label(version.name)) errors.push(invalidValue(`${path}.name`, version.name, problem));
    if (names.has(version.name)) errors.push(invalidValue("spec.versions", versions.map(({ name }) => name), "must contain unique version names"));
    names.add(version.name);
    if (version.schema?.openAPIV3Schema === undefined) errors.push(required(`${path}.schema.openAPIV3Schema`, "schemas are required"));
  }
  if (versions.filter((version) => version.storage).length !== 1) errors.push(invalidValue("spec.versions", versions.map(({ name }) => name), "must have exactly one version marked as storage version"));
  return errors;
}

/** Source: ValidateCustomResourceDefinitionUpdate. Names are fixed once they are taken. */
export function validateUpdate(definition: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const errors = validateCreate(definition);
  const established = old.status?.conditions?.some((condition) => condition.type === "Established" && condition.status === "True") ?? false;
  if (established) {
    if (definition.spec.scope !== old.spec.scope) errors.push(immutableField("spec.scope", definition.spec.scope));
    if (definition.spec.names.kind !== old.spec.names.kind) errors.push(immutableField("spec.names.kind", definition.spec.names.kind));
  }
  if (definition.spec.group !== old.spec.group) errors.push(immutableField("spec.group", definition.spec.group));
  if (definition.spec.names.plural !== old.spec.names.plural) errors.push(immutableField("spec.names.plural", definition.spec.names.plural));
  for (const stored of definition.status?.storedVersions ?? []) {
    if (!definition.spec.versions.some((version) => version.name === stored)) {
      errors.push(invalidValue("status.storedVersions[0]", stored, `missing from spec.versions; ${stored} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${stored} and removes ${stored} from status.storedVersions`));
    }
  }
  return errors;
}
