import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import type { CustomResourceDefinitionSpec, CustomResourceDefinitionVersion, JSONSchemaProps } from "../../types/apiextensions/v1.gen.ts";
import type { ByVersion } from "./by-version.ts";
import type { Leniency } from "./leniency.ts";
import { notStructuralBecause } from "./schema/convertible.ts";
import { versionInGo } from "./schema/in-go.ts";
import { type SchemaRules, validateSchema } from "./schema/validate-schema.ts";
import { hasDefault, schemasOf, someSchema } from "./schema/walk.ts";
import { validateLabel, validateNames, validateNamesAreThere } from "./validate-names.ts";
import { validateSelectableFields } from "./validate-selectable-fields.ts";
import { validateColumns, validateDeprecationWarning, validateSubresources } from "./validate-version.ts";

/** The versions, the names between them in upstream's order, and what all versions have alike. Source: apiextensions validation validateCustomResourceDefinitionSpec. */
export function validateVersions(spec: CustomResourceDefinitionSpec, { shared, versions }: ByVersion, leniency: Leniency): FieldError[] {
  const { preserveUnknownFields = false } = spec;
  const errors = validateSchemasAreThere(spec, leniency);
  const schemas = schemasOf(spec);
  const bringDefaults = schemas.some((schema) => someSchema(schema, hasDefault));
  if (bringDefaults && preserveUnknownFields) errors.push(invalidValue("spec.preserveUnknownFields", true, "must be false in order to use defaults in the schema"));
  const mustBeStructural = !preserveUnknownFields || !leniency.anySchemas || bringDefaults || schemas.some((schema) => someSchema(schema, hasExtension));
  const rules = (version: string, hasStatus: boolean): SchemaRules => ({ hasStatus, mustBeStructural, leniency, isUnchanged: leniency.unchangedSchemas.has(version) });
  const hasStatus = ({ subresources }: Pick<CustomResourceDefinitionVersion, "subresources">) => subresources?.status !== undefined;
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`;
    addAll(errors, validateLabel(`${path}.name`, version.name), validateDeprecationWarning(version, `${path}.deprecationWarning`));
    const { schema, subresources, additionalPrinterColumns } = version;
    if (schema?.openAPIV3Schema !== undefined) addAll(errors, validateSchema(schema.openAPIV3Schema, `${path}.schema.openAPIV3Schema`, rules(version.name, hasStatus(shared) || hasStatus(version))));
    addAll(errors, validateSubresources(subresources, `${path}.subresources`), validateColumns(additionalPrinterColumns, `${path}.additionalPrinterColumns`));
    addAll(errors, validateSelectable(version, { path, schemaPath: `${path}.schema.openAPIV3Schema`, without: "may only be set when `version.schema.openAPIV3Schema` is not included" }, leniency.manySelectableFields.has(version.name)));
  }
  addAll(errors, validateStorage(versions));
  const [first] = versions;
  if (first?.name) addAll(errors, validateLabel("spec.version", first.name));
  addAll(errors, validateNamesAreThere(spec.names, "spec.names"), validateNames(spec.names, "spec.names"));
  if (shared.schema?.openAPIV3Schema !== undefined) addAll(errors, validateSchema(shared.schema.openAPIV3Schema, "spec.validation.openAPIV3Schema", rules(first?.name ?? "", [shared, ...versions].some(hasStatus))));
  addAll(errors, validateSubresources(shared.subresources, "spec.subresources"), validateColumns(shared.additionalPrinterColumns, "spec.additionalPrinterColumns"));
  const mayBeMany = versions.every(({ name }) => leniency.manySelectableFields.has(name));
  return [...errors, ...validateSelectable(shared, { path: "spec", schemaPath: "spec.schema.openAPIV3Schema", without: "may only be set when validations.schema is included" }, mayBeMany)];
}

function validateSchemasAreThere({ versions = [], preserveUnknownFields = false }: CustomResourceDefinitionSpec, { schemasMayBeAbsent }: Leniency): FieldError[] {
  if (schemasMayBeAbsent && preserveUnknownFields) return [];
  return versions.flatMap(({ schema, served }, index) => {
    if (schema?.openAPIV3Schema !== undefined || (schemasMayBeAbsent && !served)) return [];
    return [required(`spec.versions[${index}].schema.openAPIV3Schema`, schemasMayBeAbsent ? "because otherwise all fields are pruned" : "")];
  });
}

/** Source: apiextensions validation schemaHasKubernetesExtensions. */
function hasExtension(schema: JSONSchemaProps): boolean {
  const has = (list: readonly unknown[] | undefined) => list !== undefined && list.length > 0;
  return (
    schema["x-kubernetes-embedded-resource"] === true ||
    schema["x-kubernetes-preserve-unknown-fields"] !== undefined ||
    schema["x-kubernetes-int-or-string"] === true ||
    has(schema["x-kubernetes-list-map-keys"]) ||
    schema["x-kubernetes-list-type"] !== undefined ||
    has(schema["x-kubernetes-validations"])
  );
}

function validateStorage(versions: readonly CustomResourceDefinitionVersion[]): FieldError[] {
  const told = (detail: string) => invalidValue("spec.versions", versions.map(versionInGo), detail);
  const errors: FieldError[] = [];
  if (new Set(versions.map(({ name }) => name)).size < versions.length) errors.push(told("must contain unique version names"));
  if (versions.filter(({ storage }) => storage).length !== 1) errors.push(told("must have exactly one version marked as storage version"));
  return errors;
}

/** Fields to select by stand beside the schema that they are looked up in, or are refused. */
function validateSelectable({ selectableFields = [], schema }: Pick<CustomResourceDefinitionVersion, "selectableFields" | "schema">, { path, schemaPath, without }: { readonly path: string; readonly schemaPath: string; readonly without: string }, mayBeMany: boolean): FieldError[] {
  if (selectableFields.length === 0) return [];
  const found = schema?.openAPIV3Schema;
  if (found === undefined) return [invalidValue(`${path}.selectableFields`, "", without)];
  const problem = notStructuralBecause(found);
  const errors = problem === undefined ? [] : [invalidValue(schemaPath, "", problem)];
  return [...errors, ...validateSelectableFields(selectableFields, found, `${path}.selectableFields`, mayBeMany)];
}
