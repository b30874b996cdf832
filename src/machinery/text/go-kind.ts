/** What Go's JSON decoder calls the sort of a value: `json: cannot unmarshal array into …`. */
export function goKindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}
