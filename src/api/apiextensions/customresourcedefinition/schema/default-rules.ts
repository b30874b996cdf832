import { CelError, type Program } from "../../../../machinery/cel/compile.ts";
import { type CompiledRule, ruleCompiler } from "../../../../machinery/cel/kubernetes/rule.ts";
import type { Schema } from "../../../../machinery/cel/kubernetes/schema-type.ts";
import { Optional } from "../../../../machinery/cel/run/values.ts";
import type { FieldError } from "../../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, omittedValue, required } from "../../../../machinery/errors/field-errors.ts";
import { isJsonObject } from "../../../../machinery/meta/json-object.ts";
import { childPath, keyPath } from "../../../../machinery/structural-schema/paths.ts";
import { propertyOf, schemaOfOthers, type StructuralSchema } from "../../../../machinery/structural-schema/schema.ts";
import { quote } from "../../../../machinery/text/quote.ts";
import type { ValidationRule } from "../../../types/apiextensions/v1.gen.ts";
import { findField } from "./field-path.ts";
import { trimmed } from "./rules.ts";

/** In units of cost, for one evaluation. Source: apiserver pkg/apis/cel PerCallLimit. */
const callLimit = 1_000_000;
/** In bytes. Source: apiserver pkg/apis/cel MaxEvaluatedMessageExpressionSizeBytes. */
const longestMessage = 5 * 1024;
const tooExpensive = "operation cancelled: actual cost limit exceeded";
const outOfBudget = "running out of cost budget, no further validation rules will be run";

/** Units of cost that the rules of all defaults of one schema may still use; negative once they asked for more, and then no other rule is run. */
export interface Budget {
  remaining: number;
}

/** Source: apiserver pkg/apis/cel RuntimeCELCostBudget. */
export function defaultsBudget(): Budget {
  return { remaining: 10_000_000 };
}

/**
 * Holds a default to the rules of its schema, as one that was there already and then, where nothing is wrong, as a new
 * one. Source: apiextensions-apiserver pkg/apiserver/schema/defaulting ValidateDefaults.
 */
export function validateByRules(schema: StructuralSchema, value: unknown, path: string, budget: Budget): FieldError[] {
  const walk = (hasOldSelf: boolean, spent: Budget) => validateNode(schema, value, { path, hasOldSelf, isField: false }, spent);
  const asNew = { ...budget };
  const errors = walk(true, budget);
  if (errors.length > 0) return errors;
  addAll(errors, walk(false, asNew));
  budget.remaining = Math.min(budget.remaining, asNew.remaining);
  return errors;
}

interface Place {
  readonly path: string;
  /** Whether the same value was there before. */
  readonly hasOldSelf: boolean;
  /** Fields of no type that expressions know are passed over. */
  readonly isField: boolean;
}

/** Source: apiextensions-apiserver pkg/apiserver/schema/cel Validator. */
function validateNode(schema: StructuralSchema, value: unknown, place: Place, budget: Budget): FieldError[] {
  if (value === null || value === undefined || budget.remaining < 0) return [];
  const compile = ruleCompiler(schema as Schema, { isResource: schema["x-kubernetes-embedded-resource"] === true });
  if (compile === undefined && place.isField) return [];
  const { "x-kubernetes-validations": rules = [] } = schema as { "x-kubernetes-validations"?: readonly ValidationRule[] };
  const errors: FieldError[] = [];
  if (compile !== undefined) addAll(errors, validateValue(schema, value, rules.map((rule) => ({ rule, compiled: compile(rule) })), place, budget));
  else if (rules.length > 0) errors.push(invalidValue(place.path, schema.type ?? "", "rule compiler initialization error: failed to convert to declType for CEL validation rules"));
  return [...errors, ...validateParts(schema, value, place, budget)];
}

function validateParts(schema: StructuralSchema, value: unknown, { path, hasOldSelf }: Place, budget: Budget): FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    const isKnown = hasOldSelf && schema["x-kubernetes-list-type"] === "map";
    return items === undefined ? [] : value.flatMap((item, index) => validateNode(items, item, { path: `${path}[${index}]`, hasOldSelf: isKnown, isField: false }, budget));
  }
  if (!isJsonObject(value)) return [];
  const others = schemaOfOthers(schema);
  return Object.entries(value).flatMap(([name, part]) => {
    const property = propertyOf(schema, name);
    return [
      ...(others === undefined ? [] : validateNode(others, part, { path: keyPath(path, name), hasOldSelf, isField: false }, budget)),
      ...(property === undefined ? [] : validateNode(property, part, { path: childPath(path, name), hasOldSelf, isField: true }, budget)),
    ];
  });
}

interface RuleOfNode {
  readonly rule: ValidationRule;
  readonly compiled: CompiledRule;
}

/** The rules right at a value, one by one until one costs too much. */
function validateValue(schema: StructuralSchema, self: unknown, rules: readonly RuleOfNode[], { path, hasOldSelf }: Place, budget: Budget): FieldError[] {
  const told = (detail: string) => invalidValue(path, schema.type ?? "", detail);
  const oldSelf = hasOldSelf && rules.some(({ compiled }) => compiled.usesOldSelf) ? self : undefined;
  const errors: FieldError[] = [];
  if (rules.length > 0 && budget.remaining === 0) {
    budget.remaining = -1;
    return [told(`validation failed due to ${outOfBudget}`)];
  }
  for (const { rule, compiled } of rules) {
    if (budget.remaining < 0) return errors;
    if (compiled.problem !== undefined) errors.push(told(`rule compile error: ${compiled.problem}`));
    const isOptional = rule.optionalOldSelf === true;
    if (compiled.program === undefined || (compiled.usesOldSelf && !hasOldSelf && !isOptional)) continue;
    const { value, problem } = run(compiled.program, { self, oldSelf: isOptional ? optional(oldSelf) : oldSelf }, budget);
    if (budget.remaining < 0) errors.push(told(`validation failed due to ${outOfBudget}`));
    else if (problem !== undefined) errors.push(told(problemOf(problem, rule, budget)));
    else if (value !== true) errors.push(errorOf({ rule, compiled }, schema, path, { self, oldSelf }, budget));
  }
  return errors;
}

function optional(value: unknown): Optional {
  return value === undefined ? Optional.none : new Optional(value);
}

/** Why a rule has no answer. One that costs too much is the last one. */
function problemOf(problem: string, rule: ValidationRule, budget: Budget): string {
  if (problem.startsWith(tooExpensive)) {
    budget.remaining = -1;
    return `'${problem}': no further validation rules will be run due to call cost exceeds limit for rule: ${shown(rule)}`;
  }
  if (problem.startsWith("no such overload")) return `'${problem}': call arguments did not match a supported operator, function or macro signature for rule: ${shown(rule)}`;
  return `${problem} evaluating rule: ${shown(rule)}`;
}

function shown({ rule, message = "" }: ValidationRule): string {
  return trimmed(message === "" ? rule : message);
}

/** What a rule says that does not hold. */
function errorOf({ rule, compiled }: RuleOfNode, schema: StructuralSchema, path: string, selves: Selves, budget: Budget): FieldError {
  const where = placeOf(rule, schema, path);
  const said = compiled.message === undefined ? undefined : messageOf(compiled.message, rule, selves, budget);
  if (said !== undefined && "problem" in said) return invalidValue(where, schema.type ?? "", said.problem);
  const isWhole = schema.type === "object" || schema.type === "array";
  return errorFor(rule, where, isWhole ? omittedValue : selves.self, said?.text ?? (rule.message ? shown(rule) : `failed rule: ${shown(rule)}`));
}

interface Selves {
  readonly self: unknown;
  readonly oldSelf: unknown;
}

function run(program: Program, selves: Selves, budget: Budget): { readonly value?: unknown; readonly problem?: string } {
  try {
    const { value, cost } = program.evaluate((name) => (name === "self" ? selves.self : selves.oldSelf), { costLimit: callLimit });
    budget.remaining = cost > budget.remaining ? -1 : budget.remaining - cost;
    return { value };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    budget.remaining = error.cost > budget.remaining ? -1 : budget.remaining - error.cost;
    return { problem: error.message };
  }
}

/** What a rule's own expression says; undefined where it fails, or says nothing that fits in a message. */
function messageOf(program: Program, { messageExpression = "" }: ValidationRule, selves: Selves, budget: Budget): { readonly text: string } | { readonly problem: string } | undefined {
  const { value, problem } = run(program, selves, budget);
  if (budget.remaining < 0) return { problem: `messageExpression evaluation failed due to ${outOfBudget}` };
  if (problem?.startsWith(tooExpensive)) {
    budget.remaining = -1;
    return { problem: `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${quote(messageExpression)}` };
  }
  const text = typeof value === "string" ? trimmed(value) : "";
  return text === "" || text.includes("\n") || Buffer.byteLength(text) > longestMessage ? undefined : { text };
}

/** The field that a rule names, or the value itself. */
function placeOf({ fieldPath = "" }: ValidationRule, schema: StructuralSchema, path: string): string {
  const found = fieldPath === "" ? undefined : findField(fieldPath, schema);
  if (found === undefined || "problem" in found) return path;
  let below: StructuralSchema | undefined = schema;
  let relative = "";
  for (const step of found.steps) {
    const isNamed: boolean = below?.properties !== undefined;
    relative = isNamed ? childPath(relative, step) : keyPath(relative, step);
    below = below === undefined ? undefined : isNamed ? propertyOf(below, step) : schemaOfOthers(below);
  }
  return childPath(path, relative);
}

function errorFor({ reason }: ValidationRule, path: string, value: unknown, detail: string): FieldError {
  switch (reason) {
    case "FieldValueForbidden":
      return forbiddenField(path, detail);
    case "FieldValueRequired":
      return required(path, detail);
    case "FieldValueDuplicate":
      return duplicateValue(path, value);
    default:
      return invalidValue(path, value, detail);
  }
}
