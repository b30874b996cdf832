import type { Manifest, Mistake } from "./row.ts";

/** A field's error, or several in the order in which upstream finds them. */
type Errors = string | readonly string[];

/** A 422 of a new object: what is wrong with it, and who says so. */
export type NewRow = readonly [name: string, create: Manifest, errors: Errors, source: string];
/** A 422 of a change: the manifest as it stands, and what is laid over it. */
export type ChangeRow = readonly [name: string, create: Manifest, change: unknown, errors: Errors, source: string];

/** Rows whose message is `Kind.group "x" is invalid: …`. An error that ends in `…` is only how the message begins. */
export function invalidNew(kind: string, rows: readonly NewRow[]): readonly Mistake[] {
  return rows.map(([name, create, errors, source]) => ({ name, create, code: 422, reason: "Invalid", message: messageOf(kind, nameOf(create), errors), source }));
}

export function invalidChange(kind: string, rows: readonly ChangeRow[], subresource?: string): readonly Mistake[] {
  return rows.map(([name, create, change, errors, source]) => ({ name, create, change, ...(subresource === undefined ? {} : { subresource }), code: 422, reason: "Invalid", message: messageOf(kind, nameOf(create), errors), source }));
}

function nameOf({ metadata }: Manifest): string {
  return (metadata as { name?: string }).name ?? "";
}

function messageOf(kind: string, name: string, errors: Errors): Mistake["message"] {
  const text = `${kind} ${JSON.stringify(name)} is invalid: ${typeof errors === "string" ? errors : errors.length === 1 ? errors[0] : `[${errors.join(", ")}]`}`;
  return text.endsWith("…") ? { starts: text.slice(0, -1) } : text;
}
