import type { JSONSchemaProps } from "../../../types/apiextensions/v1.gen.ts";

/** Fields that no structural schema has. What is only there is counted, not what is in it, where upstream does so. */
const unsupported: readonly (readonly [keyof JSONSchemaProps, string])[] = [
  ["id", "id"],
  ["$schema", "schema"],
  ["$ref", "$ref"],
  ["patternProperties", "patternProperties"],
  ["dependencies", "dependencies"],
  ["additionalItems", "additionalItems"],
  ["definitions", "definitions"],
];

/** The first thing for which a schema cannot be read as a structural one. Source: apiextensions-apiserver pkg/apiserver/schema NewStructural. */
export function notStructuralBecause(schema: JSONSchemaProps): string | undefined {
  const { items, not, allOf = [], anyOf = [], oneOf = [], properties = {}, additionalProperties } = schema;
  const found = unsupported.find(([field]) => isThere(field, schema[field]));
  if (found !== undefined) return `OpenAPIV3Schema '${found[1]}' is not supported`;
  const alternatives = firstProblem([...(not === undefined ? [] : [not]), ...allOf, ...anyOf, ...oneOf]);
  if (alternatives !== undefined) return alternatives;
  if (schema["x-kubernetes-preserve-unknown-fields"] === false) return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  if (Array.isArray(items) && items.length > 0) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  return firstProblem([...(items === undefined || Array.isArray(items) ? [] : [items]), ...Object.values(properties), ...(typeof additionalProperties === "object" ? [additionalProperties] : [])]);
}

function firstProblem(schemas: readonly JSONSchemaProps[]): string | undefined {
  for (const schema of schemas) {
    const problem = notStructuralBecause(schema);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isThere(field: keyof JSONSchemaProps, value: unknown): boolean {
  if (value === undefined || value === "") return false;
  return field === "additionalItems" || typeof value !== "object" || value === null || Object.keys(value).length > 0;
}
