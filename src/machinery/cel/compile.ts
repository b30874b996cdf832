import { childrenOf, type Expression, plainName } from "./ast.ts";
import { check } from "./checker.ts";
import type { Environment } from "./environment.ts";
import { parse } from "./parser.ts";
import { constantOf } from "./run/constants.ts";
import { Evaluation, type Plan } from "./run/evaluation.ts";
import { regexOf } from "./regex/regex.ts";
import { attempt, CostExceeded, Failure } from "./run/failure.ts";
import { plan } from "./run/plan.ts";
import { Issues } from "./source.ts";
import type { Type } from "./types.ts";
import { validateLiterals } from "./validators.ts";

/** An evaluation that has no value. The message is upstream's. */
export class CelError extends Error {
  override readonly name = "CelError";
  readonly #cost: number;

  constructor(message: string, cost = 0) {
    super(message);
    this.#cost = cost;
  }

  /** What it cost until then. */
  get cost(): number {
    return this.#cost;
  }
}

/** What the variables of an evaluation are; undefined where one has no value. JSON may be handed over as it is. */
export type Variables = (name: string) => unknown;

/** An expression that was checked. It is planned when it first runs. */
export class Program {
  readonly expression: Expression;
  readonly #environment: Environment;
  #plan: Plan | undefined;

  constructor(expression: Expression, environment: Environment) {
    this.expression = expression;
    this.#environment = environment;
  }

  get type(): Type {
    return this.expression.type;
  }

  /** The value, and what it cost; throws CelError where there is none or it would cost more than `costLimit`. */
  evaluate(variables: Variables, { costLimit }: { costLimit: number }): { readonly value: unknown; readonly cost: number } {
    this.#plan ??= plan(this.expression, this.#environment);
    const evaluation = new Evaluation(variables, costLimit);
    try {
      return { value: this.#plan(evaluation), cost: evaluation.cost };
    } catch (error) {
      if (error instanceof Failure || error instanceof CostExceeded) throw new CelError(error.message, evaluation.cost);
      throw error;
    }
  }
}

/** Why a program could not be made of an expression that is right in itself: a literal cannot be converted, a pattern is none, a type is no value. */
export function instantiationProblem(expression: Expression, environment: Environment): string | undefined {
  const pattern = patternOf(expression);
  const failure = pattern === undefined ? constantOf(expression, environment) : attempt(() => regexOf(pattern));
  if (failure instanceof Failure) return failure.message;
  const name = expression.kind === "identifier" ? plainName(expression.name) : expression.kind === "select" ? expression.variable : undefined;
  // That of a fold's variable too, whatever type it stands for.
  if (name !== undefined && expression.type.kind === "type" && !environment.isTypeValue(name)) return `reference to undefined type: ${name}`;
  for (const child of childrenOf(expression)) {
    const problem = instantiationProblem(child, environment);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const patternUsers: ReadonlySet<string> = new Set(["find", "findAll", "matches"]);

/** A literal that is used as a regular expression. */
function patternOf(expression: Expression): string | undefined {
  if (expression.kind !== "call" || !patternUsers.has(expression.name)) return undefined;
  const pattern = expression.args[expression.target === undefined ? 1 : 0];
  return pattern?.kind === "literal" && pattern.value.type === "string" ? pattern.value.value : undefined;
}

/** A program, or what is wrong with the text: every error with its line and an arrow, as cel-go writes them. */
export function compile(text: string, environment: Environment): Program | { readonly issues: string } {
  const issues = new Issues();
  const expression = parse(text, environment.macros, issues);
  if (expression !== undefined) check(expression, environment, issues);
  if (expression !== undefined && issues.isEmpty) validateLiterals(expression, issues);
  return expression !== undefined && issues.isEmpty ? new Program(expression, environment) : { issues: issues.format(text) };
}
