import type { FieldSchema } from "../facts/definition.ts";

/** The Go type behind a definition: `v1.PodSpec`, `resource.Quantity`. */
export function goTypeOfDefinition(name: string): string {
  return name.split(".").slice(-2).join(".");
}

/** The Go type that a schema alone lets us expect; `GoShape.types` names the others. */
export function goTypeOf(schema: FieldSchema): string {
  if (schema.$ref !== undefined) return goTypeOfDefinition(schema.$ref);
  switch (schema.type) {
    case "string":
      return schema.format === "byte" ? "[]uint8" : "string";
    case "boolean":
      return "bool";
    case "integer":
      return schema.format ?? "int64";
    case "number":
      return "float64";
    case "array":
      return `[]${goTypeOf(schema.items ?? {})}`;
    default:
      return schema.additionalProperties === undefined ? "map[string]interface {}" : `map[string]${goTypeOf(schema.additionalProperties)}`;
  }
}

/** The type of a list's items or a map's values when the list's or map's own is known: `[]v1.Capability` holds `v1.Capability`. */
export function elementGoType(goType: string, item: FieldSchema): string {
  if (goType.startsWith("[]")) return goType.slice(2);
  const map = /^map\[[^\]]*\]\*?(.*)$/.exec(goType);
  return map?.[1] ?? goTypeOf(item);
}
