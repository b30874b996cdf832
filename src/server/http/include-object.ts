import { badRequest } from "../../machinery/errors/constructors.ts";
import type { IncludeObject } from "../forms/table.ts";

/** How much of each object a table carries, by the query. Throws 400 for a word that is none. */
export function includeObjectOf(query: URLSearchParams): IncludeObject {
  const text = query.get("includeObject");
  if (text === null || text === "") return "Metadata";
  if (text === "None" || text === "Metadata" || text === "Object") return text;
  throw badRequest(`Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(text)}: must be 'Metadata', 'Object', 'None', or empty`);
}
