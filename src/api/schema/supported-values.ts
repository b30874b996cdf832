import { definitionNamed } from "./definitions.ts";

/**
 * The values that a field of a definition may have, sorted as upstream's `supported values:` lists them; undefined for a
 * field without an enumeration. `supportedValues("io.k8s.api.batch.v1.JobSpec", "completionMode")`.
 */
export function supportedValues(definition: string, field: string): readonly string[] | undefined {
  return definitionNamed(definition).properties?.[field]?.enum;
}

/** The fields that a definition calls required and `value` does not have, or has as an empty string or list. */
export function missingFields(definition: string, value: Readonly<Record<string, unknown>>): string[] {
  return (definitionNamed(definition).required ?? []).filter((name) => isMissing(value[name]));
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
