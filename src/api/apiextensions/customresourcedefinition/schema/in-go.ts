import { inKeyOrder } from "../../../../machinery/text/in-key-order.ts";
import type { CustomResourceDefinitionVersion, JSONSchemaProps, ValidationRule } from "../../../types/apiextensions/v1.gen.ts";
import { isSchema, listOf } from "./walk.ts";

/**
 * Parts of a definition as upstream shows them in a message: its internal structs as JSON, every field under its name
 * in Go and in Go's order, set or not. Source: apiextensions-apiserver pkg/apis/apiextensions types.go, types_jsonschema.go.
 */
export function schemaInGo(schema: JSONSchemaProps): object {
  const { items, additionalProperties, additionalItems, externalDocs } = schema;
  return {
    ID: schema.id ?? "",
    Schema: schema.$schema ?? "",
    Ref: schema.$ref ?? null,
    Description: schema.description ?? "",
    Type: schema.type ?? "",
    Nullable: schema.nullable ?? false,
    Format: schema.format ?? "",
    Title: schema.title ?? "",
    Default: inKeyOrder(schema.default ?? null),
    Maximum: schema.maximum ?? null,
    ExclusiveMaximum: schema.exclusiveMaximum ?? false,
    Minimum: schema.minimum ?? null,
    ExclusiveMinimum: schema.exclusiveMinimum ?? false,
    MaxLength: schema.maxLength ?? null,
    MinLength: schema.minLength ?? null,
    Pattern: schema.pattern ?? "",
    MaxItems: schema.maxItems ?? null,
    MinItems: schema.minItems ?? null,
    UniqueItems: schema.uniqueItems ?? false,
    MultipleOf: schema.multipleOf ?? null,
    Enum: schema.enum?.map(inKeyOrder) ?? null,
    MaxProperties: schema.maxProperties ?? null,
    MinProperties: schema.minProperties ?? null,
    Required: schema.required ?? null,
    Items: items === undefined ? null : itemsInGo(items),
    AllOf: schema.allOf?.map(schemaInGo) ?? null,
    OneOf: schema.oneOf?.map(schemaInGo) ?? null,
    AnyOf: schema.anyOf?.map(schemaInGo) ?? null,
    Not: schema.not === undefined ? null : schemaInGo(schema.not),
    Properties: mapInGo(schema.properties, schemaInGo),
    AdditionalProperties: additionalProperties === undefined ? null : schemaOrBoolInGo(additionalProperties),
    PatternProperties: mapInGo(schema.patternProperties, schemaInGo),
    Dependencies: mapInGo(schema.dependencies, (value) => (!isSchema(value) ? { Schema: null, Property: value ?? null } : { Schema: schemaInGo(value), Property: null })),
    AdditionalItems: additionalItems === undefined ? null : schemaOrBoolInGo(additionalItems),
    Definitions: mapInGo(schema.definitions, schemaInGo),
    ExternalDocs: externalDocs === undefined ? null : { Description: externalDocs.description ?? "", URL: externalDocs.url ?? "" },
    Example: inKeyOrder(schema.example ?? null),
    XPreserveUnknownFields: schema["x-kubernetes-preserve-unknown-fields"] ?? null,
    XEmbeddedResource: schema["x-kubernetes-embedded-resource"] ?? false,
    XIntOrString: schema["x-kubernetes-int-or-string"] ?? false,
    XListMapKeys: schema["x-kubernetes-list-map-keys"] ?? null,
    XListType: schema["x-kubernetes-list-type"] ?? null,
    XMapType: schema["x-kubernetes-map-type"] ?? null,
    XValidations: schema["x-kubernetes-validations"]?.map(ruleInGo) ?? null,
  };
}

export function itemsInGo(items: NonNullable<JSONSchemaProps["items"]>): object {
  return Array.isArray(items) ? { Schema: null, JSONSchemas: listOf(items).map(schemaInGo) } : { Schema: schemaInGo(items), JSONSchemas: null };
}

function schemaOrBoolInGo(value: JSONSchemaProps | boolean): object {
  return typeof value === "boolean" ? { Allows: value, Schema: null } : { Allows: true, Schema: schemaInGo(value) };
}

export function ruleInGo({ rule, message = "", messageExpression = "", reason = null, fieldPath = "", optionalOldSelf = null }: Omit<ValidationRule, "reason" | "optionalOldSelf"> & { readonly reason?: string | null; readonly optionalOldSelf?: boolean | null }): object {
  return { Rule: rule, Message: message, MessageExpression: messageExpression, Reason: reason, FieldPath: fieldPath, OptionalOldSelf: optionalOldSelf };
}

/** A version without what all versions have alike, for that stands elsewhere upstream. */
export function versionInGo(version: CustomResourceDefinitionVersion): object {
  const { schema, subresources, additionalPrinterColumns = [], selectableFields = [] } = version;
  return {
    Name: version.name,
    Served: version.served,
    Storage: version.storage,
    Deprecated: version.deprecated ?? false,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: schema === undefined ? null : { OpenAPIV3Schema: schema.openAPIV3Schema === undefined ? null : schemaInGo(schema.openAPIV3Schema) },
    Subresources: subresources === undefined ? null : { Status: subresources.status === undefined ? null : {}, Scale: scaleInGo(subresources.scale) },
    AdditionalPrinterColumns: orNull(additionalPrinterColumns.map(({ name, type, format = "", description = "", priority = 0, jsonPath }) => ({ Name: name, Type: type, Format: format, Description: description, Priority: priority, JSONPath: jsonPath }))),
    SelectableFields: orNull(selectableFields.map(({ jsonPath }) => ({ JSONPath: jsonPath }))),
  };
}

function scaleInGo(scale: NonNullable<CustomResourceDefinitionVersion["subresources"]>["scale"]): object | null {
  return scale === undefined ? null : { SpecReplicasPath: scale.specReplicasPath, StatusReplicasPath: scale.statusReplicasPath, LabelSelectorPath: scale.labelSelectorPath ?? null };
}

function orNull(list: readonly object[]): readonly object[] | null {
  return list.length === 0 ? null : list;
}

function mapInGo<T>(map: Readonly<Record<string, T>> | undefined, inGo: (value: T) => unknown): object | null {
  if (map === undefined) return null;
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, inGo(value)]));
}
