import { dump, load, loadAll, YAMLException } from "js-yaml";
import { decodeText } from "./json.ts";
import { quote } from "../text/quote.ts";
import { yamlErrors } from "./strict-report.ts";
import { kubernetesSchema } from "./yaml-schema.ts";

/** The text is not YAML, or has what JSON cannot say. */
export class YamlSyntaxError extends Error {
  override readonly name = "YamlSyntaxError";
}

/** Aliases multiply what a document unfolds to; this many are far more than any manifest needs. Bounds "billion laughs". */
const maxAliases = 1_000;
const maxDepth = 500;

/** How many values a document may unfold to once its aliases are followed. Source of the idea: goyaml's alias ratio. */
const maxUnfolded = 1_000_000;

const options = { schema: kubernetesSchema, maxDepth, maxAliases };

/** The value of a single YAML document, as JSON would hold it. Of a key that is there twice the last one counts. An empty text is null. */
export function decodeYaml(input: string | Uint8Array): unknown {
  const documents = decodeYamlDocuments(input);
  return documents.length === 0 ? null : documents[0];
}

/** The same, with what strict field validation complains about. */
export function decodeYamlStrict(input: string | Uint8Array): { readonly value: unknown; readonly duplicates: readonly string[] } {
  const text = toText(input);
  const value = decodeYaml(text);
  return { value, duplicates: duplicateKeyErrors(text) };
}

/** Every document of a stream divided by `---`. Documents without content are left out. */
export function decodeYamlDocuments(input: string | Uint8Array): unknown[] {
  return guard(() => loadAll(toText(input), { ...options, json: true }))
    .filter((document) => document !== null && document !== undefined)
    .map((document) => toJson(document, { values: 0, depth: 0 }));
}

/** As `kubectl get -o yaml` writes: keys in order, lists not indented, nothing folded. */
export function encodeYaml(value: unknown): string {
  return dump(JSON.parse(JSON.stringify(value)), { sortKeys: true, noRefs: true, lineWidth: -1, seqNoIndent: true, quoteStyle: "double" });
}

function toText(input: string | Uint8Array): string {
  return typeof input === "string" ? input : decodeText(input);
}

/** How many characters are read again, in all, to find one duplicate after the other. */
const maxReadAgain = 4_000_000;
const maxDuplicates = 100;

/** What go-yaml says of all keys that are there twice; nothing where there is none. */
function duplicateKeyErrors(text: string): string[] {
  const lines: string[] = [];
  let rest = text;
  for (let read = 0; lines.length < maxDuplicates && read < maxReadAgain; read += text.length) {
    const found = firstDuplicate(rest);
    if (found === undefined) break;
    const { line, key, start, end } = found;
    lines.push(`  line ${line}: key ${quote(key)} already set in map`);
    // js-yaml stops at the first duplicate; under another name it does not at this one.
    const other = `${rest.slice(start, end).replace(/["']$/, "")}\u00b7${lines.length}${/["']$/.exec(rest.slice(start, end))?.[0] ?? ""}`;
    rest = rest.slice(0, start) + other + rest.slice(end);
  }
  return lines.length === 0 ? [] : [[yamlErrors, ...lines].join("\n")];
}

/** The second of two equal keys: its line, counted from one, and where it stands in the text. */
function firstDuplicate(text: string): { line: number; key: string; start: number; end: number } | undefined {
  try {
    load(text, options);
    return undefined;
  } catch (error) {
    if (!(error instanceof YAMLException) || error.reason !== "duplicated mapping key" || error.mark === undefined) return undefined;
    const { line, position } = error.mark;
    const written = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^:\n]*)/.exec(text.slice(position))?.[0].trimEnd() ?? "";
    if (written === "") return undefined;
    return { line: line + 1, key: written.replace(/^["']|["']$/g, ""), start: position, end: position + written.length };
  }
}

function guard<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? "" : `line ${error.mark.line + 1}: `;
    throw new YamlSyntaxError(`yaml: ${line}${error.reason}`, { cause: error });
  }
}

/**
 * Unshares what aliases shared, so that every object is its own. Counts on the way: aliases of aliases grow without end,
 * and one inside its own anchor has none.
 */
function toJson(value: unknown, unfolded: { values: number; depth: number }): unknown {
  if (++unfolded.values > maxUnfolded) throw new YamlSyntaxError("yaml: document contains excessive aliasing");
  if (typeof value !== "object" || value === null) return value;
  if (++unfolded.depth > maxDepth) throw new YamlSyntaxError("yaml: anchor value contains itself, or the document is nested too deeply");
  const copy = Array.isArray(value) ? value.map((item) => toJson(item, unfolded)) : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, toJson(child, unfolded)]));
  unfolded.depth--;
  return copy;
}
