import { type Call, type Expression, type Literal, plainName } from "../ast.ts";
import type { Environment } from "../environment.ts";
import { attempt, Failure, noSuchOverload } from "./failure.ts";
import { Double, int, isOfType, MapValue, TypeValue, Uint } from "./values.ts";

/** Conversions of literals are made when a program is made. Source: cel-go interpreter/decorators.go decOptimize. */
const conversions: ReadonlySet<string> = new Set(["bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"]);

/**
 * What an expression is whatever the variables are: of literals, lists and maps of them, conversions of them, and the names
 * of types. Undefined where it is not known; a Failure where it can have no value. Nobody may write to it.
 */
export function constantOf(expression: Expression, environment: Environment): unknown {
  switch (expression.kind) {
    case "literal":
      return literalValue(expression.value);
    case "identifier":
      return isTypeName(expression.name, expression, environment) ? new TypeValue(expression.type.parameters[0] ?? expression.type) : undefined;
    case "select":
      return expression.variable !== undefined && isTypeName(expression.variable, expression, environment) ? new TypeValue(expression.type.parameters[0] ?? expression.type) : undefined;
    case "list":
      return constantList(expression.elements, environment);
    case "map":
      return constantMap(expression.entries, environment);
    case "call":
      return expression.target === undefined && conversions.has(expression.name) ? constantConversion(expression, environment) : undefined;
    default:
      return undefined;
  }
}

function isTypeName(name: string, { type }: Expression, environment: Environment): boolean {
  return type.kind === "type" && environment.typeOfVariable(plainName(name)) === undefined && environment.isTypeValue(plainName(name));
}

function constantList(elements: readonly { readonly value: Expression; readonly isOptional: boolean }[], environment: Environment): unknown {
  const values: unknown[] = [];
  for (const { value, isOptional } of elements) {
    const constant = isOptional ? undefined : constantOf(value, environment);
    if (constant === undefined || constant instanceof Failure) return constant;
    values.push(constant);
  }
  return values;
}

function constantMap(entries: readonly { readonly key: Expression; readonly value: Expression; readonly isOptional: boolean }[], environment: Environment): unknown {
  const map = new MapValue();
  for (const { key, value, isOptional } of entries) {
    const name = isOptional ? undefined : constantOf(key, environment);
    const constant = constantOf(value, environment);
    if (name === undefined || name instanceof Failure || constant === undefined || constant instanceof Failure) return name instanceof Failure ? name : constant instanceof Failure ? constant : undefined;
    // What is wrong with a key is told when the map is made.
    if (typeof name === "object" || map.has(name)) return undefined;
    map.set(name, constant);
  }
  return map;
}

function constantConversion({ name, args, overloads }: Call, environment: Environment): unknown {
  const value = args[0] === undefined ? undefined : constantOf(args[0], environment);
  if (value === undefined || value instanceof Failure) return value;
  const overload = environment.overloadsOf(name)?.find(({ id, parameters: [type] }) => overloads.includes(id) && type !== undefined && isOfType(value, type));
  return overload?.evaluate === undefined ? noSuchOverload() : attempt(() => overload.evaluate?.(value));
}

export function literalValue(value: Literal["value"]): unknown {
  switch (value.type) {
    case "null":
      return null;
    case "int":
      return int(value.value);
    case "uint":
      return new Uint(value.value);
    case "double":
      return new Double(value.value);
    default:
      return value.value;
  }
}
