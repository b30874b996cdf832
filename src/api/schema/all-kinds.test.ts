import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldSchema } from "../facts/definition.ts";
import { servedResources } from "../resources.ts";
import { decodeObject } from "./decode.ts";
import { definitionNamed, definitionOf } from "./definitions.ts";
import { schemaValidator } from "./validate.ts";

/** Values of the types that decode themselves. */
const samples: Readonly<Record<string, unknown>> = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": "500m",
  "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "2026-01-31T08:00:00Z",
  "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "2026-01-31T08:00:00.000001Z",
  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": { "f:spec": {} },
  "io.k8s.apimachinery.pkg.runtime.RawExtension": { any: [1, null] },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "25%",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": { any: true },
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": [],
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": true,
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": ["a"],
};

/** An object with a value that is not zero in every field; `seen` ends the schema of schemas. */
function sampleOf(definition: string, seen: readonly string[] = []): unknown {
  const own = samples[definition];
  if (own !== undefined) return structuredClone(own);
  const path = [...seen, definition];
  const fields = Object.entries(definitionNamed(definition).properties ?? {}).filter(([, field]) => !seen.includes(referenced(field) ?? ""));
  return Object.fromEntries(fields.map(([name, field]) => [name, sampleOfField(field, path)]));
}

function referenced({ $ref, items, additionalProperties }: FieldSchema): string | undefined {
  return $ref ?? items?.$ref ?? additionalProperties?.$ref;
}

function sampleOfField(field: FieldSchema, seen: readonly string[]): unknown {
  if (field.$ref !== undefined) return sampleOf(field.$ref, seen);
  switch (field.type) {
    case "string":
      return field.format === "byte" ? "YQ==" : field.enum?.[0] || field.enum?.[1] || "text";
    case "boolean":
      return true;
    case "integer":
    case "number":
      return 7;
    case "array":
      return [sampleOfField(field.items ?? {}, seen)];
    default:
      return { key: sampleOfField(field.additionalProperties ?? { type: "string" }, seen) };
  }
}

for (const info of servedResources) {
  test(`every field of ${info.kind} (${info.group || "core"}/${info.version}) survives decoding`, () => {
    const object = sampleOf(definitionOf(info) ?? "") as object;
    assert.deepEqual(decodeObject(info, object), { object, unknownFields: [], error: undefined });
    assert.deepEqual(schemaValidator(info)?.(object), []);
  });
}
