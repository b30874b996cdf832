import { deepEqual } from "../equality/deep-equal.ts";
import type { FieldError } from "../errors/field-error.ts";
import { isJsonObject, type JsonObject } from "../meta/json-object.ts";
import { GoRegexp } from "../regexp/go-regexp.ts";
import { quote } from "../text/quote.ts";
import { formatNamed, isFormatOf } from "./formats.ts";
import { checkNumber, isInt64, isJsonInteger, type NumberType } from "./numbers.ts";
import {
  fewerItemsThan,
  fewerPropertiesThan,
  longerThan,
  missing,
  moreItemsThan,
  morePropertiesThan,
  notInEnum,
  ofTheWhole,
  Outcome,
  propertyNotAllowed,
  repeatedItems,
  shorterThan,
  unlikePattern,
  wrongType,
} from "./outcome.ts";
import type { StructuralSchema } from "./schema.ts";

/** What is wrong with a value that stands at `path`; `""` for a whole object. */
export type Validate = (value: unknown, path: string) => FieldError[];

export interface ValidatorOptions {
  /**
   * True for the defaults that a schema itself brings: they are held to it as it is written. Else formats that are
   * none of their type's say nothing, and `x-kubernetes-int-or-string` is a type of its own. Default: false.
   */
  readonly asWritten?: boolean;
}

/**
 * Makes a validator of a schema, once; its parts are made when a value first comes to them. Order and words of the
 * errors are upstream's. Source: kube-openapi pkg/validation/validate SchemaValidator.
 */
export function compileValidator(schema: StructuralSchema, options: ValidatorOptions = {}): Validate {
  const check = compile(schema, options);
  return (value, path) => {
    const outcome = new Outcome();
    check(value, "", outcome);
    return outcome.findings.map(({ errorAt }) => errorAt(path));
  };
}

/** How a schema is read, and whether it is one of several alternatives. */
interface Reading extends ValidatorOptions {
  readonly isAlternative?: boolean;
}

/** Looks at a value that is called `name` and says what it finds. */
type Check = (value: unknown, name: string, out: Outcome) => void;

function compile(schema: StructuralSchema, options: Reading): Check {
  const typed = typeOf(schema, options);
  const checkWholes = compileAlternatives(schema, options);
  const pattern = schema.pattern === undefined || schema.pattern === "" ? undefined : new GoRegexp(schema.pattern);
  const format = typed.format === "" ? undefined : formatNamed(typed.format);
  const number = numberType(typed);
  const checkList = compileList(schema, options);
  const checkObject = compileObject(schema, options);
  return (value, name, out) => {
    if (value === null) {
      checkType(value, name, typed, out);
      checkEnum(value, name, schema, out);
      return;
    }
    if (typed.isSaid) {
      checkType(value, name, typed, out);
      out.matches++;
    }
    checkWholes(value, name, out);
    out.matches++;
    if (typeof value === "string") {
      checkText(value, name, schema, pattern, out);
      out.matches++;
      if (format !== undefined) {
        if (!format(value)) out.add(wrongType(name, typed.format, value));
        out.matches++;
      }
    } else if (typeof value === "number") {
      checkNumber(value, name, schema, number, out);
      out.matches++;
    } else if (Array.isArray(value)) {
      checkList(value, name, out);
      out.matches++;
    }
    checkEnum(value, name, schema, out);
    out.matches++;
    if (isJsonObject(value)) {
      checkObject(value, name, out);
      out.matches++;
    }
    out.matches++;
  };
}

interface Typed {
  readonly types: readonly string[];
  readonly format: string;
  readonly nullable: boolean;
  /** False where the schema leaves type and format open. */
  readonly isSaid: boolean;
}

function typeOf(schema: StructuralSchema, { asWritten = false }: ValidatorOptions): Typed {
  const { type = "", format: written = "", nullable = false } = schema;
  const isEither = !asWritten && schema["x-kubernetes-int-or-string"] === true;
  const types = isEither ? ["integer", "string"] : type === "" ? [] : [type];
  const format = asWritten || isFormatOf(types.length === 1 ? type : "", written) ? written : "";
  return { types, format, nullable, isSaid: types.length > 0 || format !== "" };
}

function numberType({ types, format }: Typed): NumberType {
  const [type] = types;
  if (types.length !== 1 || (type !== "integer" && type !== "number")) return { type: "", format: "" };
  return { type, format: isFormatOf(type, format) ? format : "" };
}

/** Source: kube-openapi pkg/validation/validate typeValidator. */
function checkType(value: unknown, name: string, { types, format, nullable }: Typed, out: Outcome): void {
  const expected = types.join(",");
  if (value === null) {
    if (types.length > 0 && !nullable && !types.includes("null")) out.add(wrongType(name, expected, "null"));
    else out.matches++;
    return;
  }
  const [type, valueFormat] = sortOf(value);
  const isRight = types.includes(type) || (type === "integer" && types.includes("number")) || (type === "number" && types.includes("integer") && isJsonInteger(value as number));
  const takesFormat = type === "string" || type === "array";
  if (format !== "" && !takesFormat && !isRight && format !== valueFormat) out.add(wrongType(name, format, valueFormat));
  else if (!isRight && (format === "" || !takesFormat || types.includes("number") || types.includes("integer"))) out.add(wrongType(name, expected, type));
  else out.matches++;
}

function sortOf(value: unknown): [type: string, format: string] {
  if (typeof value === "number") return isInt64(value) ? ["integer", "int64"] : ["number", "float64"];
  if (Array.isArray(value)) return ["array", ""];
  return [typeof value, ""];
}

/** A text is told of the first thing that is wrong with it. */
function checkText(value: string, name: string, { maxLength, minLength, pattern = "" }: StructuralSchema, compiled: GoRegexp | undefined, out: Outcome): void {
  if (maxLength !== undefined && value.length > maxLength && characters(value) > maxLength) out.add(longerThan(name, maxLength));
  else if (minLength !== undefined && characters(value) < minLength) out.add(shorterThan(name, minLength, value));
  else if (compiled !== undefined && !compiled.matches(value)) out.add(unlikePattern(name, pattern, value));
}

function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Null is never one of the values. A fraction counts as the whole number that it is cut to, where that is one of them. */
function checkEnum(value: unknown, name: string, { enum: values = [] }: StructuralSchema, out: Outcome): void {
  if (values.length === 0) return;
  const isAllowed = values.some((allowed) => allowed !== null && value !== null && (deepEqual(value, allowed) || (typeof value === "number" && typeof allowed === "number" && isInt64(allowed) && Math.trunc(value) === allowed)));
  if (!isAllowed) out.add(notInEnum(name, value, values));
}

/** Source: kube-openapi pkg/validation/validate schemaPropsValidator. */
function compileAlternatives({ anyOf = [], oneOf = [], allOf = [], not }: StructuralSchema, reading: ValidatorOptions): Check {
  const options: Reading = { ...reading, isAlternative: true };
  const each = (schemas: readonly StructuralSchema[]) => schemas.map((schema) => later(schema, options));
  const [any, one, all, none] = [each(anyOf), each(oneOf), each(allOf), not === undefined ? undefined : later(not, options)];
  return (value, name, out) => {
    const outcomeOf = (check: Check) => {
      const outcome = new Outcome();
      check(value, name, outcome);
      return outcome;
    };
    if (any.length > 0) checkAny(any, outcomeOf, name, out);
    if (one.length > 0) checkOne(one.map(outcomeOf), name, out);
    if (all.length > 0) checkAll(all.map(outcomeOf), name, out);
    if (none !== undefined && outcomeOf(none).isValid) out.add(ofTheWhole(`${quote(name)} must not validate the schema (not)`));
    out.matches++;
  };
}

function checkAny(checks: readonly Check[], outcomeOf: (check: Check) => Outcome, name: string, out: Outcome): void {
  let best: Outcome | undefined;
  for (const check of checks) {
    const outcome = outcomeOf(check);
    if (outcome.isValid) return out.take(outcome);
    if (best === undefined || outcome.matches > best.matches) best = outcome;
  }
  out.add(ofTheWhole(`${quote(name)} must validate at least one schema (anyOf)`));
  if (best !== undefined) out.take(best);
}

function checkOne(outcomes: readonly Outcome[], name: string, out: Outcome): void {
  const valid = outcomes.filter(({ isValid }) => isValid);
  const [first] = valid;
  if (valid.length === 1 && first !== undefined) return out.take(first);
  const found = valid.length === 0 ? "Found none valid" : `Found ${valid.length} valid alternatives`;
  out.add(ofTheWhole(`${quote(name)} must validate one and only one schema (oneOf). ${found}`));
  if (valid.length === 0) out.take(outcomes.reduce((best, outcome) => (outcome.matches > best.matches ? outcome : best)));
}

function checkAll(outcomes: readonly Outcome[], name: string, out: Outcome): void {
  for (const outcome of outcomes) out.take(outcome);
  const valid = outcomes.filter(({ isValid }) => isValid).length;
  if (valid < outcomes.length) out.add(ofTheWhole(`${quote(name)} must validate all the schemas (allOf)${valid === 0 ? ". None validated" : ""}`));
}

function compileList({ items, maxItems, minItems, uniqueItems }: StructuralSchema, options: Reading): (list: readonly unknown[], name: string, out: Outcome) => void {
  const checkItem = items === undefined ? undefined : later(items, options);
  return (list, name, out) => {
    if (checkItem !== undefined) for (const [index, item] of list.entries()) checkItem(item, `${name}[${index}]`, out);
    if (minItems !== undefined && list.length < minItems) out.add(fewerItemsThan(name, minItems, list.length));
    if (maxItems !== undefined && list.length > maxItems) out.add(moreItemsThan(name, maxItems, list.length));
    if (uniqueItems === true && list.some((item, index) => list.slice(0, index).some((other) => deepEqual(item, other)))) out.add(repeatedItems(name));
    out.matches++;
  };
}

function compileObject(schema: StructuralSchema, options: Reading): (object: JsonObject, name: string, out: Outcome) => void {
  const { properties = {}, required = [], minProperties, maxProperties } = schema;
  // Upstream's structural form has no place for other fields in an alternative.
  const isLeftOut = options.asWritten === true && options.isAlternative === true;
  const additionalProperties = isLeftOut ? undefined : schema.additionalProperties;
  const checks = new Map(Object.entries(properties).map(([key, property]) => [key, later(property, options)]));
  const checkOther = typeof additionalProperties === "object" ? later(additionalProperties, options) : undefined;
  return (object, name, out) => {
    const keys = Object.keys(object);
    if (minProperties !== undefined && keys.length < minProperties) out.add(fewerPropertiesThan(name, minProperties, keys.length));
    if (maxProperties !== undefined && keys.length > maxProperties) out.add(morePropertiesThan(name, maxProperties, keys.length));
    for (const key of keys) {
      if (checks.has(key)) continue;
      if (additionalProperties === false) out.add(propertyNotAllowed(name, key));
      else checkOther?.(object[key], `${name}.${key}`, out);
    }
    for (const [key, check] of checks) if (Object.hasOwn(object, key)) check(object[key], name === "" ? key : `${name}.${key}`, out);
    for (const key of required) if (!Object.hasOwn(object, key)) out.add(missing(`${name}.${key}`));
  };
}

/** A check that is made when it is first asked for: most of a wide schema is never come to. */
function later(schema: StructuralSchema, options: Reading): Check {
  let check: Check | undefined;
  return (value, name, out) => {
    check ??= compile(schema, options);
    check(value, name, out);
  };
}
