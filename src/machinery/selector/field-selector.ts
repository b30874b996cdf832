import { SelectorError } from "./requirement.ts";

/** One condition on one field; all values are text. */
export interface FieldTerm {
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

/** A question to the selectable fields of an object. Immutable. */
export interface FieldSelector {
  readonly terms: readonly FieldTerm[];
  readonly isEverything: boolean;
  /** A field that is missing counts as "". */
  matches(fields: Readonly<Record<string, string>>): boolean;
  /** The value that the field must have, where the selector asks for exactly one. */
  exactValue(field: string): string | undefined;
  toString(): string;
}

/**
 * The selector that `text` writes, e.g. `status.phase=Running,spec.nodeName!=a`. In values `\`, `,` and `=` are escaped
 * by a backslash. Throws SelectorError in upstream's words. Source: apimachinery pkg/fields.
 */
export function parseFieldSelector(text: string): FieldSelector {
  const parts = splitTerms(text).sort();
  return fieldSelector(parts.filter((part) => part !== "").map((part) => parseTerm(part, text)));
}

export function fieldSelector(terms: readonly FieldTerm[]): FieldSelector {
  return {
    terms,
    isEverything: terms.length === 0,
    matches: (fields) => terms.every(({ field, operator, value }) => ((Object.hasOwn(fields, field) ? fields[field] : "") === value) === (operator === "=")),
    exactValue: (field) => terms.find((term) => term.field === field && term.operator === "=")?.value,
    toString: () => terms.map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`).join(","),
  };
}

export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, "\\$&");
}

/** Splits at commas that no backslash escapes. */
function splitTerms(text: string): string[] {
  return text.match(/(?:\\[\s\S]|[^\\,])+|\\$/g) ?? [];
}

function parseTerm(part: string, whole: string): FieldTerm {
  const split = /^(.*?)(!=|==|=)(.*)$/s.exec(part);
  if (split === null) throw new SelectorError(`invalid selector: '${whole}'; can't understand '${part}'`);
  const [, field = "", operator, value = ""] = split;
  return { field, operator: operator === "!=" ? "!=" : "=", value: unescapeFieldValue(value) };
}

function unescapeFieldValue(text: string): string {
  let value = "";
  for (let at = 0; at < text.length; at++) {
    let character = text[at] as string;
    if (character === "\\") {
      const next = text[++at];
      if (next === undefined) throw new SelectorError("invalid field selector: invalid escape sequence: \\");
      if (!"\\,=".includes(next)) throw new SelectorError(`invalid field selector: invalid escape sequence: \\${next}`);
      character = next;
    } else if (character === "," || character === "=") {
      throw new SelectorError(`invalid field selector: unescaped character in value: ${character}`);
    }
    value += character;
  }
  return value;
}
