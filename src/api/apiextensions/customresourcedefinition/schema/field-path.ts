import { propertyOf, schemaOfOthers, type StructuralSchema } from "../../../../machinery/structural-schema/schema.ts";

/** A path that a schema has: the steps of its way, and what is there (undefined where the schema leaves that open). */
export interface FoundPath {
  readonly steps: readonly string[];
  readonly schema: StructuralSchema | undefined;
}

/** Why a path is none, in upstream's words. */
export interface BadPath {
  readonly problem: string;
}

const escapes: Readonly<Record<string, string>> = { a: "\u0007", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "'": "'", "\\": "\\" };
const unknownField = "does not refer to a valid field";
const endOfPath = "unexpected end of JSON path";

/**
 * Follows `.spec.labels['app']` through a schema. Source: apiextensions-apiserver pkg/apiserver/schema/cel ValidFieldPath.
 */
export function findField(path: string, schema: StructuralSchema, { withBrackets = true } = {}): FoundPath | BadPath {
  const tokens = tokensOf(path);
  const steps: string[] = [];
  let found: StructuralSchema | undefined = schema;
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    if (token !== "." && token !== "[") return { problem: `expected [ or . but got: ${token}` };
    if (token === "[" && !withBrackets) return { problem: "array notation is not allowed" };
    const written = tokens.shift();
    if (written === undefined) return { problem: endOfPath };
    const name = token === "." ? { name: written } : unquoted(written);
    if ("problem" in name) return name;
    const next: Step | undefined = step(found, name.name);
    if (next === undefined) return { problem: unknownField };
    found = next.schema;
    steps.push(next.step);
    if (token === ".") continue;
    const end = tokens.shift();
    if (end === undefined) return { problem: endOfPath };
    if (end !== "]") return { problem: `expected ] but got ${end}` };
  }
  return { steps, schema: found };
}

interface Step {
  /** A name that the schema has, or a key of a map in brackets. */
  readonly step: string;
  readonly schema: StructuralSchema | undefined;
}

function step(schema: StructuralSchema | undefined, name: string): Step | undefined {
  if (schema === undefined) return undefined;
  if (Object.keys(schema.properties ?? {}).length === 0) return schema.additionalProperties === undefined ? undefined : { step: `[${name}]`, schema: schemaOfOthers(schema) };
  const property = propertyOf(schema, name);
  return property === undefined ? undefined : { step: name, schema: property };
}

/** Dots and brackets by themselves, and what is between them; nothing inside quotes is a bracket. */
function tokensOf(path: string): string[] {
  return path.match(/'(?:\\'|[^'\\]|\\(?!'))*'|'.*$|[.[\]]|[^.[\]]+/gs) ?? [];
}

function unquoted(token: string): { readonly name: string } | BadPath {
  if (token.length < 2 || !token.startsWith("'") || !token.endsWith("'")) return { problem: `expected single quoted string but got ${token}` };
  let problem: string | undefined;
  const name = token.slice(1, -1).replace(/\\./g, (escape) => {
    const character = escapes[escape[1] as string];
    if (character === undefined) problem = `invalid string literal: invalid escape char ${escape}`;
    return character ?? "";
  });
  return problem === undefined ? { name } : { problem };
}
