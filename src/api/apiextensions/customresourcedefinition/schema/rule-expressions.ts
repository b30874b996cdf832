import { type CompiledRule, ruleCompiler } from "../../../../machinery/cel/kubernetes/rule.ts";
import type { Schema } from "../../../../machinery/cel/kubernetes/schema-type.ts";
import type { FieldError } from "../../../../machinery/errors/field-error.ts";
import { forbiddenField, internalFieldError, invalidValue } from "../../../../machinery/errors/field-errors.ts";
import { goFixed } from "../../../../machinery/text/go-number.ts";
import type { JSONSchemaProps, ValidationRule } from "../../../types/apiextensions/v1.gen.ts";
import { ruleInGo } from "./in-go.ts";

/** In units of cost, at most. Source: apiextensions validation StaticEstimatedCostLimit, StaticEstimatedCRDCostLimit. */
const ruleCostLimit = 10_000_000;
const schemaCostLimit = 100_000_000;
/** Rules that are named where all of them together are too much. Source: apiextensions validation TotalCost. */
const mostNamed = 4;

/** Where rules stand. */
export interface RulePlace {
  readonly path: string;
  readonly isResource: boolean;
  /** How many values a resource can hold here, as the schemas around it limit them; undefined where one of them sets no limit. */
  readonly cardinality: number | undefined;
  /** The outermost schema around it whose parts before and after a change cannot be told apart. */
  readonly uncorrelatable: string | undefined;
}

/** Holds the expressions of one schema's rules to their types and to what they may cost, each for itself and all together. */
export class RuleExpressions {
  readonly errors: FieldError[] = [];
  readonly #mayCostAnything: boolean;
  #totalCost = 0;
  #mostExpensive: readonly { readonly path: string; readonly cost: number }[] = [];

  /** `mayCostAnything`: each rule for itself; together they are limited all the same. */
  constructor({ mayCostAnything }: { mayCostAnything: boolean }) {
    this.#mayCostAnything = mayCostAnything;
  }

  /** The rules right at a schema, in which nothing else may be wrong. Source: apiextensions validation ValidateCustomResourceDefinitionOpenAPISchema. */
  check(schema: JSONSchemaProps, place: RulePlace): void {
    const rules = schema["x-kubernetes-validations"] ?? [];
    if (rules.length === 0) return;
    const path = `${place.path}.x-kubernetes-validations`;
    const compile = ruleCompiler(schema as Schema, place);
    if (compile === undefined) {
      const problem = "internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations";
      this.errors.push(internalFieldError(path, problem));
      return;
    }
    for (const [index, rule] of rules.entries()) this.#checkRule(rule, compile(rule), { ...place, path: `${path}[${index}]` });
  }

  #checkRule(rule: ValidationRule, { problem, messageProblem, usesOldSelf, ...costs }: CompiledRule, { path, cardinality, uncorrelatable }: RulePlace): void {
    this.#spend(times(costs.maxCost, cardinality ?? costs.maxCardinality), `${path}.rule`, "estimated rule cost");
    if (problem !== undefined) this.errors.push(invalidValue(`${path}.rule`, ruleInGo(rule), problem));
    if (messageProblem !== undefined) this.errors.push(invalidValue(`${path}.messageExpression`, ruleInGo(rule), messageProblem));
    else this.#spend(costs.messageMaxCost, `${path}.messageExpression`, "estimated messageExpression cost");
    if (usesOldSelf && uncorrelatable !== undefined) {
      this.errors.push(invalidValue(`${path}.rule`, rule.rule, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`));
    }
    if (!usesOldSelf && rule.optionalOldSelf !== undefined) {
      this.errors.push(invalidValue(`${path}.optionalOldSelf`, rule.optionalOldSelf, "may not be set if oldSelf is not used in rule"));
    }
  }

  #spend(cost: number, path: string, name: string): void {
    if (!this.#mayCostAnything && cost > ruleCostLimit) this.errors.push(forbiddenField(path, overBudget(name, cost / ruleCostLimit)));
    this.#totalCost += cost;
    if (cost < schemaCostLimit / 100) return;
    this.#mostExpensive = [...this.#mostExpensive, { path, cost }].sort((a, b) => (a.cost === b.cost ? 0 : b.cost - a.cost)).slice(0, mostNamed);
  }

  /** What is wrong where all rules together cost too much. Source: apiextensions validation validateCustomResourceDefinitionValidation. */
  totalErrors(path: string): FieldError[] {
    if (this.#totalCost <= schemaCostLimit) return [];
    return [
      ...this.#mostExpensive.map((rule) => forbiddenField(rule.path, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")),
      forbiddenField(path, overBudget("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", this.#totalCost / schemaCostLimit)),
    ];
  }
}

/** How many values the parts of one value can be, at most; undefined where nothing limits them. Source: apiextensions validation extractMaxElements. */
export function mostParts({ type, additionalProperties, maxProperties, maxItems }: JSONSchemaProps): number | undefined {
  if (type === "array") return maxItems === undefined ? undefined : Math.max(0, maxItems);
  if (type !== "object" || additionalProperties === undefined) return 1;
  return maxProperties === undefined ? undefined : Math.max(0, maxProperties);
}

/** Nothing of the unbounded is nothing. */
export function times(cost: number, count: number): number {
  return cost === 0 || count === 0 ? 0 : cost * count;
}

/** Source: apiextensions validation getCostErrorMessage. */
function overBudget(name: string, factor: number): string {
  const shown = factor > 100 ? "more than 100x" : factor < 1.5 ? `${goFixed(factor, 6)}x` : `${goFixed(factor, 1)}x`;
  return `${name} exceeds budget by factor of ${shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
