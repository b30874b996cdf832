import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from "../../types/apiextensions/v1.gen.ts";
import { validateLabel, validateNames } from "./validate-names.ts";
import { validateColumns, validateDeprecationWarning, validateSelectableFields, validateSubresources } from "./validate-version.ts";

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
    const problems = isDns1123Subdomain(group);
    if (problems.length > 0) errors.push(invalidValue("spec.group", group, problems.join(",")));
    else if (group.split(".").length < 2) errors.push(invalidValue("spec.group", group, "should be a domain with at least one dot"));
  }
  if (!scope) errors.push(required("spec.scope"));
  else if (!scopes.includes(scope)) errors.push(notSupported("spec.scope", scope, scopes));
  errors.push(...validateVersions(versions ?? [], names));
  const strategy = conversion?.strategy ?? "";
  if (strategy === "") errors.push(required("spec.conversion.strategy"));
  else if (!conversions.includes(strategy)) errors.push(notSupported("spec.conversion.strategy", strategy, conversions));
  else if (strategy === "Webhook" && conversion?.webhook?.clientConfig === undefined) errors.push(required("spec.conversion.webhookClientConfig", "required when strategy is set to Webhook"));
  return errors;
}

/**
 * What all versions say alike is told of the definition as a whole, for that is how upstream keeps it.
 * Source: apiextensions v1 conversion Convert_v1_CustomResourceDefinitionSpec_To_apiextensions_CustomResourceDefinitionSpec.
 */
function validateVersions(versions: readonly CustomResourceDefinitionVersion[], names: CustomResourceDefinition["spec"]["names"]): FieldError[] {
  const [first] = versions;
  const isShared = (field: "additionalPrinterColumns" | "selectableFields" | "subresources") => versions.every((version) => semanticEqual(version[field], first?.[field]));
  const shared = { columns: isShared("additionalPrinterColumns"), selectable: isShared("selectableFields"), subresources: isShared("subresources") };
  const seen = new Set<string>();
  const errors = versions.flatMap((version, index) => (version.schema?.openAPIV3Schema === undefined ? [required(`spec.versions[${index}].schema.openAPIV3Schema`)] : []));
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`;
    seen.add(version.name);
    errors.push(...validateLabel(`${path}.name`, version.name), ...validateDeprecationWarning(version, `${path}.deprecationWarning`));
    if (!shared.subresources) errors.push(...validateSubresources(version.subresources, `${path}.subresources`));
    if (!shared.columns) errors.push(...validateColumns(version.additionalPrinterColumns, `${path}.additionalPrinterColumns`));
    if (!shared.selectable) errors.push(...validateSelectableFields(version.selectableFields, `${path}.selectableFields`));
  }
  const all = versions.map(({ name }) => name);
  if (seen.size < versions.length) errors.push(invalidValue("spec.versions", all, "must contain unique version names"));
  if (versions.filter((version) => version.storage).length !== 1) errors.push(invalidValue("spec.versions", all, "must have exactly one version marked as storage version"));
  if (first?.name) errors.push(...validateLabel("spec.version", first.name));
  errors.push(...validateNames(names));
  if (shared.subresources) errors.push(...validateSubresources(first?.subresources, "spec.subresources"));
  if (shared.columns) errors.push(...validateColumns(first?.additionalPrinterColumns, "spec.additionalPrinterColumns"));
  if (shared.selectable) errors.push(...validateSelectableFields(first?.selectableFields, "spec.selectableFields"));
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
