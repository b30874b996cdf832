import type { FieldError } from "../errors/field-error.ts";
import { formatFieldErrors, invalidValue } from "../errors/field-errors.ts";
import { isLabelValue, isQualifiedName } from "../validation/names.ts";

/** Source: apimachinery selection.Operator. */
export type SelectorOperator = "=" | "==" | "!=" | "in" | "notin" | "exists" | "!" | "gt" | "lt";

export type Labels = Readonly<Record<string, string>>;

/** The selector cannot be read. The message is upstream's; a server answers with 400. */
export class SelectorError extends Error {
  override readonly name = "SelectorError";
}

/** One condition on one label. */
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** A requirement that makes sense. Throws a SelectorError with everything that does not. Source: labels.NewRequirement. */
export function newRequirement(key: string, operator: SelectorOperator, values: readonly string[]): Requirement {
  const errors: FieldError[] = [...keyErrors(key, "key"), ...operandErrors(operator, values)];
  values.forEach((value, index) => {
    const wrong = isLabelValue(value);
    if (wrong.length > 0) errors.push(invalidValue(`values[${index}][${key}]`, value, wrong.join("; ")));
  });
  if (errors.length > 0) throw new SelectorError(formatFieldErrors(errors));
  return { key, operator, values };
}

export function keyErrors(key: string, path: string): FieldError[] {
  const wrong = isQualifiedName(key);
  return wrong.length === 0 ? [] : [invalidValue(path, key, wrong.join("; "))];
}

function operandErrors(operator: SelectorOperator, values: readonly string[]): FieldError[] {
  switch (operator) {
    case "in":
    case "notin":
      return values.length === 0 ? [invalidValue("values", values, "for 'in', 'notin' operators, values set can't be empty")] : [];
    case "=":
    case "==":
    case "!=":
      return values.length === 1 ? [] : [invalidValue("values", values, "exact-match compatibility requires one single value")];
    case "exists":
    case "!":
      return values.length === 0 ? [] : [invalidValue("values", values, "values set must be empty for exists and does not exist")];
    case "gt":
    case "lt": {
      const errors = values.length === 1 ? [] : [invalidValue("values", values, "for 'Gt', 'Lt' operators, exactly one value is required")];
      values.forEach((value, index) => {
        if (parseInt64(value) === undefined) errors.push(invalidValue(`values[${index}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
      });
      return errors;
    }
  }
}

/** True when the labels fulfil the requirement. `!=` and `notin` are fulfilled by a missing label too. */
export function requirementMatches({ key, operator, values }: Requirement, labels: Labels | undefined): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "=":
    case "==":
      return value === values[0];
    case "in":
      return value !== undefined && values.includes(value);
    case "!=":
      return value !== values[0];
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case "gt":
    case "lt": {
      const number = value === undefined ? undefined : parseInt64(value);
      const limit = parseInt64(values[0] as string);
      if (number === undefined || limit === undefined) return false;
      return operator === "gt" ? number > limit : number < limit;
    }
  }
}

/** The text that parses to this requirement, values in order. Source: labels.Requirement.String. */
export function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${values.toSorted().join(",")})`;
    case "gt":
      return `${key}>${values[0]}`;
    case "lt":
      return `${key}<${values[0]}`;
    default:
      return `${key}${operator}${values[0]}`;
  }
}

function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
