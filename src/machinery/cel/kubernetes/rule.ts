import { childrenOf, type Expression } from "../ast.ts";
import { compile, instantiationProblem, type Program } from "../compile.ts";
import { estimateCost } from "../cost/estimate.ts";
import { sizeAt } from "../cost/sized-type.ts";
import type { Environment } from "../environment.ts";
import { optionalOf, type Type } from "../types.ts";
import { baseEnvironment } from "./base.ts";
import { maxRequestBytes, type Schema, schemaTypes } from "./schema-type.ts";

/** One of `x-kubernetes-validations`. */
export interface Rule {
  readonly rule: string;
  readonly messageExpression?: string;
  /** `oldSelf` is an optional then, and the rule is asked about new objects too. */
  readonly optionalOldSelf?: boolean;
}

/** Source: apiextensions pkg/apiserver/schema/cel/compilation.go CompilationResult. */
export interface CompiledRule {
  /** Absent where the rule is empty or wrong. */
  readonly program?: Program;
  /** What is wrong with the rule, in upstream's words. */
  readonly problem?: string;
  readonly usesOldSelf: boolean;
  /** Of one evaluation, at most; to be taken as often as the schema can hold such a value. */
  readonly maxCost: number;
  /** How often a request can hold such a value where nothing else bounds it. */
  readonly maxCardinality: number;
  readonly message?: Program;
  readonly messageProblem?: string;
  readonly messageMaxCost: number;
}

/**
 * Compiles rules of one place in a schema, whose value is `self`. Undefined where the schema does not say enough of the value.
 * `isResource` is true at the root and for embedded resources: those have metadata.
 */
export function ruleCompiler(schema: Schema, { isResource }: { isResource: boolean }): ((rule: Rule) => CompiledRule) | undefined {
  const types = schemaTypes(schema, { name: "selfType", isResource });
  if (types === undefined) return undefined;
  const { root, objectTypes } = types;
  const environmentWith = (oldSelf: Type): Environment => baseEnvironment().extend({ objectTypes, variables: { self: root.type, oldSelf } });
  const sizes = ([, ...path]: readonly string[]) => sizeAt(root, path);
  const maxCardinality = Math.floor(maxRequestBytes / (root.minBytes + 1));
  return (rule) => compileRule(rule, environmentWith(rule.optionalOldSelf === true ? optionalOf(root.type) : root.type), (program) => ({ maxCost: estimateCost(program.expression, sizes).max, maxCardinality }));
}

function compileRule({ rule, messageExpression = "" }: Rule, environment: Environment, costOf: (program: Program) => { readonly maxCost: number; readonly maxCardinality: number }): CompiledRule {
  const nothing = { usesOldSelf: false, maxCost: 0, maxCardinality: 0, messageMaxCost: 0 };
  if (rule.trim() === "") return nothing;
  const program = compile(rule, environment);
  if ("issues" in program) return { ...nothing, problem: `compilation failed: ${program.issues}` };
  if (program.type.kind !== "bool") return { ...nothing, problem: "cel expression must evaluate to a bool" };
  const problem = instantiationProblem(program.expression, environment);
  if (problem !== undefined) return { ...nothing, problem: `program instantiation failed: ${problem}` };
  const compiled = { ...nothing, program, usesOldSelf: mentions(program.expression, "oldSelf"), ...costOf(program) };
  if (messageExpression === "") return compiled;
  const message = compile(messageExpression, environment);
  if ("issues" in message) return { ...compiled, messageProblem: `messageExpression compilation failed: ${message.issues}` };
  if (message.type.kind !== "string") return { ...compiled, messageProblem: "messageExpression must evaluate to a string" };
  const messageProblem = instantiationProblem(message.expression, environment);
  if (messageProblem !== undefined) return { ...compiled, messageProblem: `messageExpression instantiation failed: ${messageProblem}` };
  return { ...compiled, message, messageMaxCost: costOf(message).maxCost };
}

function mentions(expression: Expression, name: string): boolean {
  return (expression.kind === "identifier" && expression.name === name) || childrenOf(expression).some((child) => mentions(child, name));
}
