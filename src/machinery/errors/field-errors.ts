import { goNumber } from "../text/go-number.ts";
import { goJson, quote } from "../text/quote.ts";
import type { FieldError, FieldErrorType } from "./field-error.ts";
import type { StatusCause } from "./status.ts";

/**
 * Builders of field errors, and their text. Wording and rendering of values follow apimachinery
 * util/validation/field, which clients and tests match on.
 */

/** Stands for a value that is not worth showing: the error says only what kind it is and why. Source: apimachinery util/validation/field OmitValueType. */
export const omittedValue: unique symbol = Symbol("omitted value");

/** A text that upstream keeps by a pointer, and so shows as JSON rather than as `%q`. */
export function byPointer(text: string): unknown {
  return { toJSON: () => text };
}

/** Adds errors, or warnings, of which there may be very many: as arguments of `push` a hundred thousand would be more than the stack holds. */
export function addAll<T>(all: T[], ...lists: readonly Iterable<T>[]): void {
  for (const list of lists) for (const one of list) all.push(one);
}

export function required(field: string, detail = ""): FieldError {
  return { type: "Required", field, detail };
}

export function invalidValue(field: string, value: unknown, detail: string): FieldError {
  return { type: "Invalid", field, value, detail };
}

/** `supported` is listed in the order given; upstream mostly sorts it. */
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? "" : `supported values: ${supported.map(quote).join(", ")}`;
  return { type: "NotSupported", field, value, detail };
}

export function forbiddenField(field: string, detail: string): FieldError {
  return { type: "Forbidden", field, detail };
}

export function duplicateValue(field: string, value: unknown): FieldError {
  return { type: "Duplicate", field, value, detail: "" };
}

export function notFoundValue(field: string, value: unknown): FieldError {
  return { type: "NotFound", field, value, detail: "" };
}

/** The value itself is left out: it is long. */
export function tooLong(field: string, maxBytes: number): FieldError {
  return { type: "TooLong", field, detail: `may not be more than ${count(maxBytes, "byte")}` };
}

/** The same where the limit counts characters (`maxLength` in a schema). */
export function tooLongCharacters(field: string, maxCharacters: number): FieldError {
  return { type: "TooLong", field, detail: `may not be more than ${count(maxCharacters, "character")}` };
}

export function tooShort(field: string, minCharacters: number): FieldError {
  return { type: "TooShort", field, detail: `must be at least ${count(minCharacters, "character")}` };
}

export function tooMany(field: string, items: number, maxItems: number): FieldError {
  return { type: "TooMany", field, value: items, detail: `must have at most ${count(maxItems, "item")}` };
}

export function tooFew(field: string, items: number, minItems: number): FieldError {
  return { type: "TooFew", field, value: items, detail: `must have at least ${count(minItems, "item")}` };
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

export function typeInvalid(field: string, value: unknown, detail: string): FieldError {
  return { type: "TypeInvalid", field, value, detail };
}

export function internalFieldError(field: string, error: unknown): FieldError {
  return { type: "Internal", field, detail: error instanceof Error ? error.message : String(error) };
}

/** Source: apimachinery api/validation IsNegativeErrorMsg. */
export const mustNotBeNegative = "must be greater than or equal to 0";

/** `must be greater than or equal to 0` where the value is negative. An absent value is fine. */
export function nonNegative(field: string, value: number | undefined): FieldError[] {
  return value !== undefined && value < 0 ? [invalidValue(field, value, mustNotBeNegative)] : [];
}

/** `field is immutable`, with the value that was asked for. Source: apimachinery api/validation FieldImmutableErrorMsg. */
export function immutableField(field: string, value: unknown): FieldError {
  return invalidValue(field, value, "field is immutable");
}

const typeTexts: Readonly<Record<FieldErrorType, string>> = {
  Required: "Required value",
  Invalid: "Invalid value",
  NotSupported: "Unsupported value",
  Forbidden: "Forbidden",
  Duplicate: "Duplicate value",
  NotFound: "Not found",
  TooLong: "Too long",
  TooShort: "Too short",
  TooMany: "Too many",
  TooFew: "Too few",
  TypeInvalid: "Invalid value",
  Internal: "Internal error",
};

const causeReasons: Readonly<Record<FieldErrorType, string>> = {
  Required: "FieldValueRequired",
  Invalid: "FieldValueInvalid",
  NotSupported: "FieldValueNotSupported",
  Forbidden: "FieldValueForbidden",
  Duplicate: "FieldValueDuplicate",
  NotFound: "FieldValueNotFound",
  TooLong: "FieldValueTooLong",
  TooShort: "FieldValueTooShort",
  TooMany: "FieldValueTooMany",
  TooFew: "FieldValueTooFew",
  TypeInvalid: "FieldValueTypeInvalid",
  Internal: "InternalError",
};

/** Types whose text never shows the value. */
const withoutValue: ReadonlySet<FieldErrorType> = new Set<FieldErrorType>(["Required", "Forbidden", "TooLong", "TooShort", "Internal"]);

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export function formatFieldError(error: FieldError): string {
  return `${error.field}: ${formatFieldErrorBody(error)}`;
}

/** The same without the field, as it stands in `details.causes`. */
export function formatFieldErrorBody(error: FieldError): string {
  const text = typeTexts[error.type];
  const head = withoutValue.has(error.type) || error.value === omittedValue ? text : `${text}: ${formatValue(error.value)}`;
  return error.detail === "" ? head : `${head}: ${error.detail}`;
}

/** Strings in quotes as Go writes them, numbers and booleans bare, everything else as JSON. */
function formatValue(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") return goNumber(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  return goJson(value);
}

export function fieldErrorCause(error: FieldError): StatusCause {
  return { reason: causeReasons[error.type], message: formatFieldErrorBody(error), field: error.field };
}

/** One error as it is, several as `[a, b]`, each text once. Source: apimachinery util/errors aggregate. */
export function formatFieldErrors(errors: readonly FieldError[]): string {
  return aggregateMessages(errors.map(formatFieldError));
}

/** Joins the messages of several errors as upstream's aggregate does. */
export function aggregateMessages(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(", ")}]`;
}
