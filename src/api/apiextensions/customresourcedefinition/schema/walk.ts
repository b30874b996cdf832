import type { CustomResourceDefinitionSpec, JSONSchemaProps } from "../../../types/apiextensions/v1.gen.ts";

/** Fields that hold schemas, in the order in which upstream comes to them. Source: apiextensions validation SchemaHas. */
const one = ["additionalProperties", "additionalItems"] as const;
const alternatives = ["allOf", "anyOf", "oneOf"] as const;

/** The schemas right inside a schema. Most have none, and definitions are wide: nothing is made for what is not there. */
function childrenOf(schema: JSONSchemaProps): readonly JSONSchemaProps[] {
  const { not, properties, patternProperties, definitions, dependencies } = schema;
  const children = [...listOf(schema.items)];
  for (const field of alternatives) for (const child of schema[field] ?? []) children.push(child);
  if (not !== undefined) children.push(not);
  for (const named of [properties, patternProperties, definitions, dependencies]) {
    for (const name in named) {
      const child = named[name];
      if (isSchema(child)) children.push(child);
    }
  }
  for (const field of one) {
    const child = schema[field];
    if (typeof child === "object") children.push(child);
  }
  return children;
}

/** A dependency may be a list of names, or nothing at all. */
export function isSchema(value: JSONSchemaProps | readonly string[] | null | undefined): value is JSONSchemaProps {
  return value !== undefined && value !== null && !Array.isArray(value);
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
