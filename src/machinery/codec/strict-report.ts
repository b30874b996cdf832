import { quote } from "../text/quote.ts";
import { findInJson } from "./json-scan.ts";

/**
 * What strict field validation says of a body, in upstream's words and order, once it is known which fields its kind does
 * not have (their paths). The body's text itself tells which fields it names twice.
 */
export type StrictReport = (unknownFields: readonly string[]) => readonly string[];

/** Of a body whose text tells nothing. */
export const unknownOnly: StrictReport = (unknownFields) => unknownFields.map(unknownField);

/** Of an object in JSON: as they stand in the text; what is unknown is not told to be there twice. Source: sigs.k8s.io/json strict decoder. */
export function inOrderOfText(text: string): StrictReport {
  return (unknownFields) => findInJson(text, new Set(unknownFields)).map(({ path, isUnknown }) => (isUnknown ? unknownField(path) : duplicateField(path)));
}

/** Of a patch: what the text names twice before what the patched object does not have. Source: apiserver endpoints/handlers patch.go. */
export function duplicatesFirst(duplicates: readonly string[]): StrictReport {
  return (unknownFields) => [...duplicates, ...unknownOnly(unknownFields)];
}

/** Of an object in YAML: the lines that say something again, and then the rest in the order of the names, for it becomes JSON on the way. Source: sigs.k8s.io/yaml. */
export function linesFirst(duplicates: readonly string[]): StrictReport {
  return (unknownFields) => [...duplicates, ...unknownOnly(unknownFields.toSorted(byNames))];
}

/** A finding as warnings tell it: each line of YAML that says something again is one. Source: apiserver endpoints/handlers parseYAMLWarnings. */
export function asWarnings(finding: string): string[] {
  const lines = finding.split("\n");
  return lines[0] === yamlErrors ? lines.slice(1).map((line) => line.trim()) : [finding];
}

/** The first line of what go-yaml says. */
export const yamlErrors = "yaml: unmarshal errors:";

function unknownField(path: string): string {
  return `unknown field ${quote(path)}`;
}

export function duplicateField(path: string): string {
  return `duplicate field ${quote(path)}`;
}

/** Paths in the order in which their fields stand where every object's fields are in order of their names. */
function byNames(a: string, b: string): number {
  const [left, right] = [a, b].map((path) => path.split(/[.[\]]+/));
  for (let at = 0; left?.[at] !== undefined && right?.[at] !== undefined; at++) {
    const [one, other] = [left[at] as string, right[at] as string];
    if (one === other) continue;
    return /^\d+$/.test(one) && /^\d+$/.test(other) ? Number(one) - Number(other) : one < other ? -1 : 1;
  }
  return (left?.length ?? 0) - (right?.length ?? 0);
}
