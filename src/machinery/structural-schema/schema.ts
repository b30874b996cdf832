import type { JsonObject } from "../meta/json-object.ts";

/**
 * A schema as a custom kind's definition writes it, once it is known to be structural: every field that it says
 * anything about is there in `properties`, `items` or `additionalProperties`, outside `allOf`, `anyOf`, `oneOf` and
 * `not`. Source: apiextensions-apiserver pkg/apiserver/schema Structural.
 */
export interface StructuralSchema {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly items?: StructuralSchema;
  readonly required?: readonly string[];
  readonly maximum?: number;
  readonly exclusiveMaximum?: boolean;
  readonly minimum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly multipleOf?: number;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly maxProperties?: number;
  readonly minProperties?: number;
  readonly allOf?: readonly StructuralSchema[];
  readonly anyOf?: readonly StructuralSchema[];
  readonly oneOf?: readonly StructuralSchema[];
  readonly not?: StructuralSchema;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: string;
}

/** The schema of a field by its name alone; a name such as `constructor` is a name like any other. */
export function propertyOf(schema: StructuralSchema, name: string): StructuralSchema | undefined {
  return schema.properties !== undefined && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
}

/** What fields without a property of their own have to be; undefined where nothing is said of them. */
export function schemaOfOthers(schema: StructuralSchema): StructuralSchema | undefined {
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

/** The same schema for a whole resource, whose `apiVersion`, `kind` and `metadata` have rules of their own. */
export function asResource(schema: StructuralSchema): StructuralSchema {
  return schema["x-kubernetes-embedded-resource"] === true ? schema : { ...schema, "x-kubernetes-embedded-resource": true };
}

/** The fields of a resource that are not its kind's to describe. */
export const resourceFields: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

/** A list with some items changed; the same list where none was. */
export function mapShared(list: readonly unknown[], change: (item: unknown, index: number) => unknown): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = change(list[index], index);
    if (item === list[index]) continue;
    changed ??= [...list];
    changed[index] = item;
  }
  return changed ?? list;
}

/** Takes a field out of the copy that is to be answered. */
export const removed: unique symbol = Symbol("removed");

/** An object with some fields changed or removed; the same object where none was. */
export function mapFieldsShared(object: JsonObject, change: (value: unknown, name: string) => unknown): JsonObject {
  const entries = Object.entries(object);
  let isChanged = false;
  const changed = entries.flatMap(([name, value]): [string, unknown][] => {
    const now = change(value, name);
    if (now !== value) isChanged = true;
    return now === removed ? [] : [[name, now]];
  });
  return isChanged ? Object.fromEntries(changed) : object;
}
