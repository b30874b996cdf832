import { sized, type SizedType } from "../cost/sized-type.ts";
import type { ObjectType } from "../environment.ts";
import { boolType, bytesType, doubleType, durationType, dynType, intType, listOf, mapOf, stringType, structType, timestampType } from "../types.ts";

/** What the types of expressions need of an OpenAPI schema. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
}

/** Source: apiserver pkg/apis/cel MaxRequestSizeBytes, pkg/cel/limits.go. */
export const maxRequestBytes = 3 * 1024 * 1024;
const longestText = maxRequestBytes - 2;
const longestCharacter = 4;
const minBytes = { empty: 2, bool: 4, duration: 3, date: 12, dateTime: 21 } as const;
const longest = { duration: 32, date: 12, dateTime: 32 } as const;

/** The types of a schema and of every object within it. */
export interface SchemaTypes {
  readonly root: SizedType;
  readonly objectTypes: readonly ObjectType[];
}

/** Undefined where the schema does not say enough for expressions to look at it. Source: apiserver pkg/cel/common/schemas.go SchemaDeclType. */
export function schemaTypes(schema: Schema, { name, isResource }: { name: string; isResource: boolean }): SchemaTypes | undefined {
  const objectTypes: ObjectType[] = [];
  const root = typeOfSchema(schema, { name, isResource, objectTypes });
  return root === undefined ? undefined : { root, objectTypes };
}

interface Place {
  readonly name: string;
  readonly isResource: boolean;
  readonly objectTypes: ObjectType[];
}

function typeOfSchema(given: Schema, place: Place): SizedType | undefined {
  if (given["x-kubernetes-int-or-string"] === true) return sized(dynType, { maxElements: given.maxLength === undefined ? longestText : textElements(given.maxLength) });
  const schema = place.isResource ? withMetadata(given) : given;
  switch (schema.type) {
    case "array":
      return typeOfArray(schema, place);
    case "object":
      return typeof schema.additionalProperties === "object" ? typeOfMap(schema.additionalProperties, schema.maxProperties, place) : typeOfObject(schema, place);
    case "string":
      return typeOfString(schema);
    case "boolean":
      return sized(boolType, { minBytes: minBytes.bool });
    case "number":
      return sized(doubleType);
    case "integer":
      return sized(intType);
    default:
      return undefined;
  }
}

const anyText: Schema = { type: "string" };

/** What every resource has, whether its schema says so or not. */
function withMetadata(schema: Schema): Schema {
  const metadata: Schema = { type: "object", properties: { name: anyText, generateName: anyText } };
  return { ...schema, type: "object", properties: { ...schema.properties, kind: anyText, apiVersion: anyText, metadata } };
}

function inner(schema: Schema, { objectTypes }: Place, name: string): SizedType | undefined {
  return typeOfSchema(schema, { name, objectTypes, isResource: schema["x-kubernetes-embedded-resource"] === true });
}

function typeOfArray({ items, maxItems }: Schema, place: Place): SizedType | undefined {
  const element = items === undefined ? undefined : inner(items, place, `${place.name}.@idx`);
  if (element === undefined) return undefined;
  const maxElements = maxItems === undefined ? Math.floor(longestText / (element.minBytes + 1)) : Math.max(0, maxItems);
  return { ...sized(listOf(element.type), { maxElements, minBytes: minBytes.empty }), element };
}

function typeOfMap(values: Schema, maxProperties: number | undefined, place: Place): SizedType | undefined {
  const element = inner(values, place, `${place.name}.@elem`);
  if (element === undefined) return undefined;
  const maxElements = maxProperties === undefined ? Math.floor(longestText / (element.minBytes + 6)) : Math.max(0, maxProperties);
  return { ...sized(mapOf(stringType, element.type), { maxElements, minBytes: minBytes.empty }), key: sized(stringType, { minBytes: minBytes.empty }), element };
}

function typeOfObject({ properties = {}, required = [] }: Schema, place: Place): SizedType {
  const fields = new Map<string, SizedType>();
  const jsonNames = new Map<string, string>();
  let bytes: number = minBytes.empty;
  for (const [name, property] of Object.entries(properties)) {
    const escaped = escapeName(name);
    const type = inner(property, place, `${place.name}.${escaped ?? name}`);
    if (type === undefined) continue;
    if (escaped !== undefined) {
      fields.set(escaped, type);
      jsonNames.set(escaped, name);
    }
    if (required.includes(name) && property.default === undefined) bytes += name.length + type.minBytes + 4;
  }
  // A word that is kept for later may be a field's name, escaped or not. Source: apiserver pkg/cel/types.go FindStructFieldType.
  const fieldOf = (field: string) => (fields.get(field) ?? (reserved.has(field) ? fields.get(`__${field}__`) : undefined))?.type;
  place.objectTypes.push({ name: place.name, fieldOf, jsonNameOf: (field) => jsonNames.get(field) ?? field });
  return { ...sized(structType(place.name), { minBytes: bytes }), fields };
}

function typeOfString({ format, maxLength, enum: values }: Schema): SizedType {
  switch (format) {
    case "byte":
      return sized(bytesType, { maxElements: maxLength === undefined ? longestText : Math.max(0, maxLength), minBytes: minBytes.empty });
    case "duration":
      return sized(durationType, { maxElements: longest.duration, minBytes: minBytes.duration });
    case "date":
      return sized(timestampType, { maxElements: longest.date, minBytes: minBytes.date });
    case "date-time":
      return sized(timestampType, { maxElements: longest.dateTime, minBytes: minBytes.dateTime });
    default:
      break;
  }
  const listed = values === undefined || values.length === 0 ? longestText : Math.max(0, ...values.map((value) => (typeof value === "string" ? value.length : 0)));
  return sized(stringType, { maxElements: maxLength === undefined ? listed : textElements(maxLength), minBytes: minBytes.empty });
}

/** Limits count characters, sizes bytes. */
function textElements(maxLength: number): number {
  return Math.max(0, maxLength) * longestCharacter;
}

const reserved: ReadonlySet<string> = new Set("true false null in as break const continue else for function if import let loop package namespace return var void while".split(" "));
const escapes: Readonly<Record<string, string>> = { __: "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__" };

/** The name of a property as expressions write it; undefined where they cannot. Source: apiserver pkg/cel/escaping.go Escape. */
export function escapeName(name: string): string | undefined {
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined;
  return reserved.has(name) ? `__${name}__` : name.replace(/__|[./-]/g, (part) => escapes[part] as string);
}
