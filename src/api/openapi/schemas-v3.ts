import type { FieldSchema } from "../facts/definition.ts";
import { definitionNamed, goShapeOf } from "../schema/definitions.ts";
import { type Descriptions, fieldDescription } from "./shared-parts.ts";

/** A definition as OpenAPI 3.0 writes it. */
export function schemaV3(name: string, descriptions: Descriptions): object {
  const { properties, ...rest } = definitionNamed(name);
  const pointers = new Set(goShapeOf(name).pointers);
  const description = descriptions[name]?.self;
  const own = { ...(description === undefined ? {} : { description }), ...rest };
  if (properties === undefined) return own;
  const fields = Object.entries(properties).map(([field, schema]) => {
    // A struct that is not behind a pointer is never absent: `{}` is its default.
    const always = schema.$ref !== undefined && !pointers.has(field) && definitionNamed(schema.$ref).properties !== undefined;
    return [field, fieldV3(always ? { ...schema, default: {} } : schema, fieldDescription(name, field, schema, descriptions))];
  });
  return { ...own, properties: Object.fromEntries(fields) };
}

function fieldV3(schema: FieldSchema, description?: string): object {
  const { $ref, items, additionalProperties, ...rest } = schema;
  const text = description === undefined ? {} : { description };
  if ($ref !== undefined) {
    const reference = { $ref: `#/components/schemas/${$ref}` };
    // A reference stands alone in OpenAPI 3.0, so that everything beside it needs `allOf`.
    return description === undefined && Object.keys(rest).length === 0 ? reference : { ...text, allOf: [reference], ...rest };
  }
  return {
    ...text,
    ...rest,
    ...(items === undefined ? {} : { items: itemV3(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: itemV3(additionalProperties) }),
  };
}

function itemV3(schema: FieldSchema): object {
  return fieldV3(schema);
}
