import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { CustomResourceDefinition, JSONSchemaProps } from "../../types/apiextensions/v1.gen.ts";
import type { Leniency } from "./leniency.ts";
import { notStructuralBecause } from "./schema/convertible.ts";
import { hasUnprunedDefaults } from "./schema/default-values.ts";
import { hasUnfitSetItems, validateListItems } from "./schema/list-maps.ts";
import { openApiTypes } from "./schema/open-api.ts";
import { validateStructural } from "./schema/structural.ts";
import { hasDefault, schemasOf, someSchema } from "./schema/walk.ts";
import { hasCertificates, isKnownReviewVersion } from "./validate-conversion.ts";
import { mostSelectableFields } from "./validate-selectable-fields.ts";

/** What a change of a definition may leave as it is. Source: apiextensions validation ValidateCustomResourceDefinitionUpdate. */
export function leniencyTowards(definition: CustomResourceDefinition, old: CustomResourceDefinition): Leniency {
  const schemas = schemasOf(old.spec);
  const someInOld = (isSuch: (schema: JSONSchemaProps) => boolean) => schemas.some((schema) => someSchema(schema, isSuch));
  const isStructural = (schema: JSONSchemaProps) => notStructuralBecause(schema) === undefined && validateStructural(schema, "").length === 0;
  const caBundle = old.spec.conversion?.webhook?.clientConfig?.caBundle ?? "";
  const reviewVersions = old.spec.conversion?.webhook?.conversionReviewVersions ?? [];
  return {
    schemasMayBeAbsent: schemas.length < old.spec.versions.length,
    anyTypes: someInOld(({ type = "" }) => type !== "" && !openApiTypes.includes(type)),
    anySchemas: schemas.some((schema) => !isStructural(schema)),
    unprunedDefaults: schemas.some((schema) => someSchema(schema, hasDefault) && isStructural(schema) && hasUnprunedDefaults(schema)),
    setsOfAnything: someInOld(hasUnfitSetItems),
    mapKeysMayBeAbsent: someInOld((schema) => validateListItems(schema, "").length > 0),
    anyReviewVersions: reviewVersions.length > 0 && !reviewVersions.some(isKnownReviewVersion),
    anyCertificates: !isEstablished(old) || (caBundle !== "" && !hasCertificates(caBundle)),
    manySelectableFields: manySelectableFields(definition, old),
    unchangedSchemas: unchangedSchemas(definition, old),
  };
}

/** Whether its kind is served, so that others count on its names. */
export function isEstablished({ status }: CustomResourceDefinition): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === "Established" && value === "True") ?? false;
}

function manySelectableFields({ spec }: CustomResourceDefinition, { spec: old }: CustomResourceDefinition): ReadonlySet<string> {
  const fieldsBefore = new Map(old.versions.map(({ name, selectableFields = [] }) => [name, selectableFields]));
  const kept = spec.versions.filter((version) => {
    const before = fieldsBefore.get(version.name) ?? [];
    return before.length > mostSelectableFields && deepEqual(before, version.selectableFields);
  });
  return new Set(kept.map(({ name }) => name));
}

function unchangedSchemas({ spec }: CustomResourceDefinition, { spec: old }: CustomResourceDefinition): ReadonlySet<string> {
  const before = new Map(old.versions.map(({ name, schema }) => [name, schema]));
  return new Set(spec.versions.filter(({ name, schema }) => before.has(name) && deepEqual(schema, before.get(name))).map(({ name }) => name));
}
