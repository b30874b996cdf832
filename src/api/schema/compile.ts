import type { FieldSchema } from "../facts/definition.ts";
import { type Decode, DecodeContext } from "./decode-context.ts";
import { definitionNamed, type GoShape, goShapeOf, shortName } from "./definitions.ts";
import { elementGoType, goTypeOf, goTypeOfDefinition } from "./go-type.ts";
import { booleanDecoder, bytesDecoder, floatDecoder, integerDecoder, stringDecoder } from "./scalars.ts";
import { schemaUnions } from "./schema-unions.ts";
import { specialForms } from "./special-forms.ts";
import { type FieldRule, type FieldRules, listDecoder, mapDecoder, type Omission, structDecoder } from "./structs.ts";
import { copyJson } from "./untyped.ts";

const compiled = new Map<string, Decode>();

/** The decoder of a definition, made once. The parts of it are made when they are first needed. */
export function decoderOf(definition: string): Decode {
  const known = compiled.get(definition) ?? selfDecoding[definition];
  if (known !== undefined) return known;
  const decode = structDecoder(shortName(definition), goTypeOfDefinition(definition), () => fieldRules(definition));
  compiled.set(definition, decode);
  return decode;
}

const selfDecoding: Readonly<Record<string, Decode>> = { ...specialForms, ...schemaUnions(decoderOf) };
const quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";

function fieldRules(definition: string): FieldRules {
  const schema = definitionNamed(definition);
  const shape = goShapeOf(definition);
  const required = new Set(schema.required);
  const pointers = new Set(shape.pointers);
  const kept = new Set(shape.kept);
  const rules = new Map<string, FieldRule>();
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const traits = { pointer: pointers.has(name), kept: kept.has(name), required: required.has(name) };
    rules.set(name, { decode: decoderOfSchema(field, goTypeOfField(shape, name, field)), omit: omissionOf(field, traits), fill: fillOf(field, traits) });
  }
  return rules;
}

interface FieldTraits {
  readonly pointer: boolean;
  readonly kept: boolean;
  readonly required: boolean;
}

function goTypeOfField(shape: GoShape, name: string, field: FieldSchema): string {
  return shape.types?.[name] ?? goTypeOf(field);
}

function decoderOfSchema(schema: FieldSchema, goType: string): Decode {
  if (schema.$ref !== undefined) return decoderOf(schema.$ref);
  switch (schema.type) {
    case "string":
      return schema.format === "byte" ? bytesDecoder(goType) : stringDecoder(goType);
    case "boolean":
      return booleanDecoder(goType);
    case "integer":
      return integerDecoder(goType === "uint16" ? goType : (schema.format ?? "int64"), goType);
    case "number":
      return floatDecoder(goType);
    case "array": {
      const item = schema.items ?? {};
      return listDecoder(goType, decoderOfSchema(item, elementGoType(goType, item)), zeroOf(item));
    }
    case "object": {
      const item = schema.additionalProperties;
      return item === undefined ? copyJson : mapDecoder(goType, decoderOfSchema(item, elementGoType(goType, item)), zeroOf(item));
    }
    default:
      return copyJson;
  }
}

/** Which of its values Go leaves out of a field: its tag says `omitempty`, and it holds nothing worth writing. */
function omissionOf(field: FieldSchema, { pointer, kept }: FieldTraits): Omission {
  if (pointer || kept || field.$ref !== undefined) return "never";
  return field.type === "array" || field.type === "object" ? "empty" : "zero";
}

/**
 * What an absent field is given: a default that the API declares, or the zero value that Go always writes. Absent times,
 * optional lists and IntOrStrings, which Go writes as `null` or `0`, stay absent.
 */
function fillOf(field: FieldSchema, { pointer, kept, required }: FieldTraits): (() => unknown) | undefined {
  const { default: declared } = field;
  const declares = declared !== undefined && declared !== "" && declared !== 0 && declared !== false;
  if (pointer) return declared === undefined ? undefined : () => declared;
  if (declares) return typeof declared === "object" ? () => structuredClone(declared) : () => declared;
  if (field.$ref !== undefined) return field.$ref === quantity || selfDecoding[field.$ref] === undefined ? zeroOf(field) : undefined;
  if (!kept) return undefined;
  const isList = field.type === "array" || field.type === "object" || field.format === "byte";
  return isList && (!required || field.format === "byte") ? undefined : zeroOf(field);
}

/** Makes the zero value of a schema's Go type. */
function zeroOf(schema: FieldSchema): () => unknown {
  if (schema.$ref === quantity) return () => "0";
  if (schema.$ref !== undefined) {
    if (selfDecoding[schema.$ref] !== undefined) return () => null;
    const decode = decoderOf(schema.$ref);
    return () => decode({}, new DecodeContext());
  }
  switch (schema.type) {
    case "string":
      return () => "";
    case "boolean":
      return () => false;
    case "integer":
    case "number":
      return () => 0;
    case "array":
      return () => [];
    default:
      return () => ({});
  }
}
