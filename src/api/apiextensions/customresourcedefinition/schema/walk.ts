import type { CustomResourceDefinitionSpec, JSONSchemaProps } from "../../../types/apiextensions/v1.gen.ts";

/** The schemas right inside a schema, in the order in which upstream comes to them. Source: apiextensions validation SchemaHas. */
function childrenOf(schema: JSONSchemaProps): readonly JSONSchemaProps[] {
  const { items, allOf = [], anyOf = [], oneOf = [], not, properties = {}, additionalProperties, patternProperties = {}, additionalItems, definitions = {}, dependencies = {} } = schema;
  const schemas = [...listOf(items), ...allOf, ...anyOf, ...oneOf, not, ...Object.values(properties), additionalProperties, ...Object.values(patternProperties), additionalItems, ...Object.values(definitions), ...Object.values(dependencies)];
  return schemas.filter((child): child is JSONSchemaProps => typeof child === "object" && !Array.isArray(child));
}

export function listOf(items: JSONSchemaProps["items"]): readonly JSONSchemaProps[] {
  return items === undefined ? [] : Array.isArray(items) ? items : [items];
}

/** The schema of all items, where there is one for all. */
export function itemSchema({ items }: JSONSchemaProps): JSONSchemaProps | undefined {
  return Array.isArray(items) ? undefined : items;
}

/** Whether a schema, or one anywhere inside it, is such a one. */
export function someSchema(schema: JSONSchemaProps, isSuch: (schema: JSONSchemaProps) => boolean): boolean {
  return isSuch(schema) || childrenOf(schema).some((child) => someSchema(child, isSuch));
}

/** The schemas of a definition's versions. */
export function schemasOf({ versions = [] }: CustomResourceDefinitionSpec): readonly JSONSchemaProps[] {
  return versions.flatMap(({ schema }) => schema?.openAPIV3Schema ?? []);
}

export function hasDefault({ default: value }: JSONSchemaProps): boolean {
  return value !== undefined && value !== null;
}
