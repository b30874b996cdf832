import type { GroupVersionKind } from "../../machinery/meta/resource.ts";
import type { PatchField, PatchSchema, PatchStrategy } from "../../machinery/patch/patch-schema.ts";
import type { FieldSchema } from "../facts/definition.ts";
import { definitionNamed, definitionOf } from "./definitions.ts";

const schemas = new Map<string, PatchSchema>();

/** What strategic merge must know of a built-in kind; undefined when the 1.36 API has no such kind. */
export function kindPatchSchema(kind: GroupVersionKind): PatchSchema | undefined {
  const definition = definitionOf(kind);
  return definition === undefined ? undefined : definitionPatchSchema(definition);
}

/** The same for a definition by its full name. Fields are looked at when they are first patched: definitions may be circular. */
export function definitionPatchSchema(definition: string): PatchSchema {
  const known = schemas.get(definition);
  if (known !== undefined) return known;
  const properties = definitionNamed(definition).properties ?? {};
  const fields = new Map<string, PatchField>();
  const schema: PatchSchema = {
    field(name) {
      const found = fields.get(name);
      if (found !== undefined || !Object.hasOwn(properties, name)) return found;
      const field = patchField(properties[name] as FieldSchema);
      fields.set(name, field);
      return field;
    },
  };
  schemas.set(definition, schema);
  return schema;
}

function patchField(field: FieldSchema): PatchField {
  const child = childOf(field);
  const mergeKey = field["x-kubernetes-patch-merge-key"];
  return {
    strategies: (field["x-kubernetes-patch-strategy"]?.split(",") ?? []) as PatchStrategy[],
    ...(mergeKey === undefined ? {} : { mergeKey }),
    ...(child === undefined ? {} : { child }),
  };
}

/** The schema of what a field, its items or its values hold, when that has fields itself. */
function childOf(field: FieldSchema): PatchSchema | undefined {
  const name = field.$ref ?? field.items?.$ref ?? field.additionalProperties?.$ref;
  return name === undefined || definitionNamed(name).properties === undefined ? undefined : definitionPatchSchema(name);
}
