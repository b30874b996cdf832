import { MessageWriter } from "../protobuf/message-writer.ts";

/** The only form of `/openapi/v2` that clients written in Go ask for; kubectl needs it for Lists and for unknown kinds. */
export const protobufV2MediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

/** What such clients call it when they ask. It is no valid media type, so answers are never labelled with it. */
export const protobufV2DeprecatedMediaType = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

type Json = { readonly [key: string]: unknown };

/**
 * A Swagger 2.0 document of the keys that `documentV2` writes, as a message `openapi.v2.Document`.
 * Source of the field numbers: google/gnostic-models openapiv2/OpenAPIv2.proto.
 */
export function protobufV2(document: Json): Uint8Array {
  const info = document["info"] as Json;
  return new MessageWriter()
    .string(1, text(document["swagger"]))
    .message(2, new MessageWriter().string(1, text(info["title"])).string(2, text(info["version"])).finish())
    .message(8, new MessageWriter().messages(2, named(document["paths"], pathItem)).finish())
    .message(9, entries(document["definitions"], schema))
    .messages(12, objects(document["security"]).map((requirement) => entries(requirement, stringArray)))
    .message(13, entries(document["securityDefinitions"], securityDefinition))
    .finish();
}

const methodNumbers = { get: 2, put: 3, post: 4, delete: 5, options: 6, head: 7, patch: 8 };

function pathItem(item: Json): Uint8Array {
  const message = new MessageWriter();
  for (const [method, number] of Object.entries(methodNumbers)) message.message(number, whenPresent(item[method], operation));
  return message.messages(9, objects(item["parameters"]).map(parameter)).finish();
}

function operation(value: Json): Uint8Array {
  return new MessageWriter()
    .strings(1, strings(value["tags"]))
    .string(3, text(value["description"]))
    .string(5, text(value["operationId"]))
    .strings(6, strings(value["produces"]))
    .strings(7, strings(value["consumes"]))
    .messages(8, objects(value["parameters"]).map(parameter))
    .message(9, new MessageWriter().messages(1, named(value["responses"], response)).finish())
    .strings(10, strings(value["schemes"]))
    .messages(13, extensions(value))
    .finish();
}

/** ParametersItem around Parameter around one of BodyParameter and NonBodyParameter, which has one of four forms. */
function parameter(value: Json): Uint8Array {
  const place = text(value["in"]);
  if (place === "body") return wrap(1, wrap(1, bodyParameter(value)));
  // The two forms differ in `allow_empty_value`, which moves all that comes after it.
  const [form, shift] = place === "path" ? [4, 0] : [3, 1];
  const message = new MessageWriter()
    .bool(1, value["required"] === true)
    .string(2, place)
    .string(3, text(value["description"]))
    .string(4, text(value["name"]))
    .string(5 + shift, text(value["type"]))
    .bool(19 + shift, value["uniqueItems"] === true);
  return wrap(1, wrap(2, wrap(form, message.finish())));
}

function bodyParameter(value: Json): Uint8Array {
  return new MessageWriter()
    .string(1, text(value["description"]))
    .string(2, text(value["name"]))
    .string(3, text(value["in"]))
    .bool(4, value["required"] === true)
    .message(5, whenPresent(value["schema"], schema))
    .finish();
}

/** ResponseValue around Response, whose schema is a SchemaItem around Schema. */
function response(value: Json): Uint8Array {
  return wrap(1, new MessageWriter().string(1, text(value["description"])).message(2, whenPresent(value["schema"], (inner) => wrap(1, schema(inner)))).finish());
}

function schema(value: Json): Uint8Array {
  return new MessageWriter()
    .string(1, text(value["$ref"]))
    .string(2, text(value["format"]))
    .string(4, text(value["description"]))
    .message(5, value["default"] === undefined ? undefined : anyValue(value["default"]))
    .strings(19, strings(value["required"]))
    .messages(20, (Array.isArray(value["enum"]) ? value["enum"] : []).map(anyValue))
    .message(21, whenPresent(value["additionalProperties"], (inner) => wrap(1, schema(inner))))
    .message(22, value["type"] === undefined ? undefined : stringArray(value["type"]))
    .message(23, whenPresent(value["items"], (inner) => wrap(1, schema(inner))))
    .message(25, whenPresent(value["properties"], (inner) => entries(inner, schema)))
    .messages(31, extensions(value))
    .finish();
}

function securityDefinition(value: Json): Uint8Array {
  const apiKey = new MessageWriter().string(1, text(value["type"])).string(2, text(value["name"])).string(3, text(value["in"])).string(4, text(value["description"]));
  return wrap(2, apiKey.finish());
}

function stringArray(value: unknown): Uint8Array {
  return new MessageWriter().strings(1, typeof value === "string" ? [value] : strings(value)).finish();
}

/** A value of no fixed form travels as YAML, of which JSON is a part. */
function anyValue(value: unknown): Uint8Array {
  return new MessageWriter().string(2, JSON.stringify(value)).finish();
}

function extensions(value: Json): Uint8Array[] {
  return Object.keys(value)
    .filter((key) => key.startsWith("x-"))
    .map((key) => new MessageWriter().string(1, key).message(2, anyValue(value[key])).finish());
}

/** The members of an object as messages of a name and a value. */
function named(value: unknown, write: (member: Json) => Uint8Array): Uint8Array[] {
  return Object.entries((value ?? {}) as Json).map(([name, member]) => new MessageWriter().string(1, name).message(2, write(member as Json)).finish());
}

/** The same in a message of their own. */
function entries(value: unknown, write: (member: Json) => Uint8Array): Uint8Array {
  return new MessageWriter().messages(1, named(value, write)).finish();
}

function wrap(number: number, inner: Uint8Array): Uint8Array {
  return new MessageWriter().message(number, inner).finish();
}

function whenPresent(value: unknown, write: (value: Json) => Uint8Array): Uint8Array | undefined {
  return typeof value === "object" && value !== null ? write(value as Json) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value : [];
}

function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
