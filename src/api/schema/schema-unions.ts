import type { Decode } from "./decode-context.ts";

const prefix = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
const schemaDefinition = `${prefix}JSONSchemaProps`;

/**
 * The fields of a custom resource's schema that hold either a schema or something simpler. `decoderOf` is handed in
 * because schemas hold schemas. Source: apiextensions-apiserver apis/apiextensions/v1 marshal.go.
 */
export function schemaUnions(decoderOf: (definition: string) => Decode): Readonly<Record<string, Decode>> {
  const schema: Decode = (value, context) => decoderOf(schemaDefinition)(value, context);
  const listOf =
    (item: Decode): Decode =>
    (value, context) =>
      (value as unknown[]).map((element) => item(element, context));
  return {
    [`${prefix}JSONSchemaPropsOrArray`]: (value, context) =>
      Array.isArray(value) ? listOf(schema)(value, context) : isObject(value) ? schema(value, context) : undefined,
    [`${prefix}JSONSchemaPropsOrStringArray`]: (value, context) =>
      Array.isArray(value) ? listOf(asIs)(value, context) : isObject(value) ? schema(value, context) : undefined,
    [`${prefix}JSONSchemaPropsOrBool`]: (value, context) => {
      if (typeof value === "boolean") return value;
      if (isObject(value)) return schema(value, context);
      context.refuse("boolean or JSON schema expected");
      return undefined;
    },
  };
}

const asIs: Decode = (value) => value;

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
