import { isJsonObject } from "../meta/json-object.ts";
import { asResource, mapFieldsShared, mapShared, propertyOf, removed, resourceFields, schemaOfOthers, type StructuralSchema } from "./schema.ts";

export interface PruneOptions {
  /** True for a whole custom resource: what its metadata may hold is not the schema's to say. Default: false. */
  readonly isResource?: boolean;
  /** Told of every field that goes, by its path from the value: `spec.containers[0].color`. */
  readonly onUnknownField?: (path: string) => void;
}

/**
 * The value without the fields that its schema does not have. What stays is shared with the value; where everything
 * stays, it is the value. Source: apiextensions-apiserver pkg/apiserver/schema/pruning PruneWithOptions.
 */
export function prune(value: unknown, schema: StructuralSchema, { isResource = false, onUnknownField }: PruneOptions = {}): unknown {
  return pruned(value, isResource ? asResource(schema) : schema, onUnknownField === undefined ? undefined : { path: "", tell: onUnknownField });
}

/** Where the walk is, kept only where somebody wants to know. */
interface Trail {
  readonly path: string;
  readonly tell: (path: string) => void;
}

function pruned(value: unknown, schema: StructuralSchema | undefined, trail: Trail | undefined): unknown {
  if (schema?.["x-kubernetes-preserve-unknown-fields"] === true) return prunedWhereKnown(value, schema, trail);
  if (Array.isArray(value)) return mapShared(value, (item, index) => pruned(item, schema?.items, atIndex(trail, index)));
  if (!isJsonObject(value)) return value;
  return mapFieldsShared(value, (field, name) => {
    if (schema === undefined) return drop(name, trail);
    if (schema["x-kubernetes-embedded-resource"] === true && resourceFields.has(name)) return field;
    const property = propertyOf(schema, name);
    if (property !== undefined) return pruned(field, property, atField(trail, name));
    if (schema.additionalProperties !== undefined) return pruned(field, schemaOfOthers(schema), atField(trail, name));
    return resourceFields.has(name) && trail?.path === "" ? removed : drop(name, trail);
  });
}

/** Unknown fields stay; those that are known are looked into. */
function prunedWhereKnown(value: unknown, schema: StructuralSchema, trail: Trail | undefined): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : mapShared(value, (item, index) => prunedWhereKnown(item, items, atIndex(trail, index)));
  }
  if (!isJsonObject(value)) return value;
  return mapFieldsShared(value, (field, name) => {
    if (schema["x-kubernetes-embedded-resource"] === true && resourceFields.has(name)) return field;
    const property = propertyOf(schema, name);
    if (property !== undefined) return pruned(field, property, atField(trail, name));
    return schema.additionalProperties === undefined ? field : pruned(field, schemaOfOthers(schema), atField(trail, name));
  });
}

function drop(name: string, trail: Trail | undefined): typeof removed {
  if (trail !== undefined) trail.tell(join(trail.path, name));
  return removed;
}

function atField(trail: Trail | undefined, name: string): Trail | undefined {
  return trail === undefined ? undefined : { path: join(trail.path, name), tell: trail.tell };
}

function atIndex(trail: Trail | undefined, index: number): Trail | undefined {
  return trail === undefined ? undefined : { path: `${trail.path}[${index}]`, tell: trail.tell };
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
