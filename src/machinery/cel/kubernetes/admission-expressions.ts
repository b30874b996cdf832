import { compile, instantiationProblem } from "../compile.ts";
import { anyType, boolType, dynType, fullTypeName, listOf, nullType, sameType, stringType, structType, type Type } from "../types.ts";
import { type AdmissionVariables, admissionEnvironment, withPolicyVariables } from "./admission.ts";

/** What an expression must give, for each place that holds one. */
export const conditionTypes: readonly Type[] = [boolType];
export const messageTypes: readonly Type[] = [stringType];
export const auditAnnotationTypes: readonly Type[] = [stringType, nullType];
export const applyConfigurationTypes: readonly Type[] = [structType("Object")];
export const jsonPatchTypes: readonly Type[] = [listOf(structType("JSONPatch"))];

/** Types that a policy's variable keeps where other expressions use it; those of any other are found out when it runs. */
const keptKinds: ReadonlySet<string> = new Set(["any", "bool", "bytes", "double", "duration", "int", "null", "string", "timestamp", "uint"]);

/**
 * Compiles the expressions of one policy or webhook one after another, in the words of
 * apiserver pkg/admission/plugin/cel/compile.go. With `variables`, those named so far are known to the ones after them.
 */
export class AdmissionExpressions {
  readonly #variables: Map<string, Type> | undefined;

  constructor({ hasPolicyVariables }: { hasPolicyVariables: boolean }) {
    this.#variables = hasPolicyVariables ? new Map() : undefined;
  }

  /** What is wrong with an expression, or undefined. */
  problemOf(expression: string, { returns, ...variables }: AdmissionVariables & { readonly returns: readonly Type[] }): string | undefined {
    const type = this.#compile(expression, variables, returns);
    return typeof type === "string" ? type : undefined;
  }

  /** The same for the expression of `variables.name`. */
  problemOfVariable(name: string, expression: string, variables: AdmissionVariables): string | undefined {
    const type = this.#compile(expression, variables);
    this.#variables?.set(name, typeof type === "string" ? dynType : keptType(type));
    return typeof type === "string" ? type : undefined;
  }

  #compile(expression: string, variables: AdmissionVariables, returns: readonly Type[] = [anyType]): Type | string {
    const base = admissionEnvironment(variables);
    const environment = this.#variables === undefined ? base : withPolicyVariables(base, this.#variables);
    const program = compile(expression, environment);
    if ("issues" in program) return `compilation failed: ${program.issues}`;
    const wrongType = problemOfType(program.type, returns);
    if (wrongType !== undefined) return wrongType;
    const problem = instantiationProblem(program.expression, environment);
    return problem === undefined ? program.type : `program instantiation failed: ${problem}`;
  }
}

function problemOfType(type: Type, returns: readonly Type[]): string | undefined {
  if (returns.some((allowed) => allowed === anyType || sameType(allowed, type))) return undefined;
  const names = returns.map(fullTypeName);
  return `must evaluate to ${names.length === 1 ? names[0] : `one of [${names.join(" ")}]`} but got ${fullTypeName(type)}`;
}

function keptType(type: Type): Type {
  if (keptKinds.has(type.kind)) return type;
  return type.kind === "list" || type.kind === "map" ? { ...type, parameters: type.parameters.map(keptType) } : dynType;
}
