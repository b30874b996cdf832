import { type Call, type Comprehension, type Expression, type Identifier, type ListLiteral, type MapLiteral, plainName, qualifiedNameOf, type Select, type StructLiteral } from "./ast.ts";
import type { Environment, Overload } from "./environment.ts";
import type { Issues } from "./source.ts";
import { boolType, dynType, errorType, formatType, intType, isDyn, listOf, mapOf, optionalOf, parseType, sameType, type Type, unwrapOptional } from "./types.ts";
import { formatSignature, mostGeneral, Unification } from "./unification.ts";

const wellKnownNames: Partial<Record<string, string>> = { timestamp: "google.protobuf.Timestamp", duration: "google.protobuf.Duration" };

/** Variables of folds around an expression, the innermost first. */
interface Scope {
  readonly names: ReadonlyMap<string, Type>;
  readonly outer?: Scope;
}

/**
 * Writes into every part of an expression its type, and into every call the overloads that may be meant. Goes on after an
 * error, so that all are told at once. Source: cel-go checker/checker.go.
 */
export function check(expression: Expression, environment: Environment, issues: Issues): void {
  new Checker(environment, issues).checkAll(expression);
}

class Checker {
  readonly #environment: Environment;
  readonly #issues: Issues;
  readonly #unification = new Unification();
  readonly #checked: Expression[] = [];
  #scope: Scope | undefined;

  constructor(environment: Environment, issues: Issues) {
    this.#environment = environment;
    this.#issues = issues;
  }

  checkAll(expression: Expression): void {
    this.#check(expression);
    for (const part of this.#checked) part.type = this.#unification.substitute(part.type, "dyn");
  }

  #check(expression: Expression): Type {
    expression.type = this.#typeOf(expression);
    this.#checked.push(expression);
    return expression.type;
  }

  #typeOf(expression: Expression): Type {
    switch (expression.kind) {
      case "literal":
        return parseType(expression.value.type);
      case "identifier":
        return this.#identifier(expression);
      case "select":
        return this.#select(expression);
      case "call":
        return this.#call(expression);
      case "list":
        return this.#list(expression);
      case "map":
        return this.#map(expression);
      case "struct":
        return this.#struct(expression);
      case "comprehension":
        return this.#comprehension(expression);
    }
  }

  #typeOfName(written: string): Type | undefined {
    const name = plainName(written);
    for (let scope = this.#scope; scope !== undefined; scope = scope.outer) {
      const type = scope.names.get(name);
      if (type !== undefined) return type;
    }
    return this.#environment.typeOfVariable(name) ?? this.#environment.typeNamed(name);
  }

  #identifier({ at, name }: Identifier): Type {
    return this.#typeOfName(name) ?? this.#undeclared(at, name);
  }

  #undeclared(at: number, name: string): Type {
    this.#issues.report(at, `undeclared reference to '${name}' (in container '')`);
    return errorType;
  }

  #select(select: Select): Type {
    const name = qualifiedNameOf(select);
    const named = name === undefined ? undefined : this.#typeOfName(name);
    if (named !== undefined && name !== undefined) {
      select.variable = plainName(name);
      return named;
    }
    const type = this.#field(select.at, select.operand, select.field);
    return select.isTest ? boolType : this.#unification.substitute(type);
  }

  #field(at: number, operand: Expression, field: string, isOptional = false): Type {
    this.#check(operand);
    const operandType = this.#unification.substitute(operand.type);
    const inner = unwrapOptional(operandType);
    const type = this.#fieldOf(at, inner ?? operandType, field);
    return inner !== undefined || isOptional ? optionalOf(type) : type;
  }

  #fieldOf(at: number, type: Type, field: string): Type {
    switch (type.kind) {
      case "map":
        return type.parameters[1] as Type;
      case "struct":
        return this.#fieldOfObject(at, type.name, field);
      case "param":
        this.#unification.isAssignable(dynType, type);
        return dynType;
      default:
        if (!isDyn(type) && type.kind !== "error") this.#issues.report(at, `type '${formatType(type)}' does not support field selection`);
        return dynType;
    }
  }

  #fieldOfObject(at: number, name: string, field: string): Type {
    const object = this.#environment.objectTypeOf(name);
    const type = object?.fieldOf(field);
    if (object === undefined) this.#issues.report(at, `unexpected failed resolution of '${name}'`);
    else if (type === undefined) this.#issues.report(at, `undefined field '${field}'`);
    return type ?? errorType;
  }

  #call(call: Call): Type {
    const { at, name, target, args } = call;
    if (name === "_?._") return this.#optionalSelect(call);
    for (const arg of args) this.#check(arg);
    if (target === undefined) return this.#function(call, name, args);
    const prefix = qualifiedNameOf(target);
    const qualified = prefix === undefined ? undefined : plainName(`${prefix}.${name}`);
    if (qualified !== undefined && this.#environment.overloadsOf(qualified) !== undefined) {
      call.qualifiedName = qualified;
      return this.#function(call, qualified, args);
    }
    this.#check(target);
    const overloads = this.#environment.overloadsOf(name);
    return overloads === undefined ? this.#undeclared(at, name) : this.#resolve(call, overloads, { name, args: [target, ...args], isMember: true });
  }

  #function(call: Call, name: string, args: readonly Expression[]): Type {
    const overloads = this.#environment.overloadsOf(plainName(name));
    return overloads === undefined ? this.#undeclared(call.at, name) : this.#resolve(call, overloads, { name: plainName(name), args, isMember: false });
  }

  #optionalSelect(call: Call): Type {
    const [operand, field] = call.args as [Expression, Expression];
    const name = field.kind === "literal" && field.value.type === "string" ? field.value.value : "";
    call.overloads = ["select_optional_field"];
    return this.#unification.substitute(this.#field(call.at, operand, name, true));
  }

  #resolve(call: Call, overloads: readonly Overload[], { name, args, isMember }: { name: string; args: readonly Expression[]; isMember: boolean }): Type {
    const argTypes = args.map(({ type }) => type);
    if (name === "_&&_" || name === "_||_") return this.#logical(call, overloads, args);
    const matching: string[] = [];
    let result: Type | undefined;
    for (const overload of overloads) {
      if (overload.isMember !== isMember) continue;
      const fresh = new Map(overload.typeParameters.map((parameter) => [parameter, this.#unification.freshParameter()]));
      if (!this.#unification.areAssignable(argTypes, overload.parameters.map((type) => instantiate(type, fresh)))) continue;
      matching.push(overload.id);
      const type = this.#unification.substitute(instantiate(overload.result, fresh));
      result = result === undefined || isDyn(result) || sameType(result, type) ? (result ?? type) : dynType;
    }
    call.overloads = matching;
    if (result !== undefined) return result;
    const known = argTypes.map((type) => this.#unification.substitute(type, "dyn"));
    this.#issues.report(call.at, `found no matching overload for '${name}' applied to '${formatSignature(known, isMember)}'`);
    return errorType;
  }

  #logical(call: Call, overloads: readonly Overload[], args: readonly Expression[]): Type {
    call.overloads = overloads.map(({ id }) => id);
    const wrong = args.filter(({ type }) => !this.#unification.isAssignable(type, boolType));
    for (const { at, type } of wrong) this.#mismatch(at, boolType, type);
    return wrong.length > 0 ? errorType : boolType;
  }

  #mismatch(at: number, expected: Type, found: Type): void {
    this.#issues.report(at, `expected type '${formatType(expected)}' but found '${formatType(found)}'`);
  }

  /** What an optional element or value holds, which must be an optional then. */
  #unwrapped({ at, type }: Expression): Type {
    const inner = unwrapOptional(type);
    if (inner === undefined && !isDyn(type)) this.#mismatch(at, optionalOf(type), type);
    return inner ?? type;
  }

  /** Whether the elements of a literal must be of one type is asked later: those of a format need not. */
  #join(before: Type | undefined, type: Type): Type {
    if (before === undefined) return type;
    return this.#unification.isAssignable(before, type) ? mostGeneral(before, type) : dynType;
  }

  #list({ elements }: ListLiteral): Type {
    let type: Type | undefined;
    for (const { value, isOptional } of elements) {
      this.#check(value);
      type = this.#join(type, isOptional ? this.#unwrapped(value) : value.type);
    }
    return listOf(type ?? this.#unification.freshParameter());
  }

  #map({ entries }: MapLiteral): Type {
    let keyType: Type | undefined;
    let valueType: Type | undefined;
    for (const { key, value, isOptional } of entries) {
      this.#check(key);
      keyType = this.#join(keyType, key.type);
      this.#check(value);
      valueType = this.#join(valueType, isOptional ? this.#unwrapped(value) : value.type);
    }
    return mapOf(keyType ?? this.#unification.freshParameter(), valueType ?? this.#unification.freshParameter());
  }

  #struct({ at, name, fields }: StructLiteral): Type {
    const named = this.#typeOfName(name);
    if (named === undefined) return this.#undeclared(at, name);
    const type = this.#constructed(at, named);
    for (const field of fields) {
      this.#check(field.value);
      const expected = type.kind === "struct" ? this.#fieldOfObject(field.at, type.name, field.name) : errorType;
      const given = field.isOptional ? this.#unwrapped(field.value) : field.value.type;
      if (this.#unification.isAssignable(expected, given)) continue;
      this.#issues.report(field.at, `expected type of field '${field.name}' is '${formatType(expected)}' but provided type is '${formatType(given)}'`);
    }
    return type;
  }

  #constructed(at: number, named: Type): Type {
    const type = named.kind === "type" ? named.parameters[0] : undefined;
    if (type === undefined) this.#issues.report(at, `'${named.name}' is not a type`);
    else if (type.kind !== "struct" && wellKnownNames[type.kind] === undefined) this.#issues.report(at, `'${type.name}' is not a message type`);
    else return type;
    return errorType;
  }

  #comprehension(comprehension: Comprehension): Type {
    const { range, variable, secondVariable, accumulator, initial, condition, step, result } = comprehension;
    this.#check(range);
    this.#check(initial);
    const [first, second] = this.#variableTypes(range, secondVariable !== undefined);
    const outside = this.#scope;
    const around: Scope = { names: new Map([[accumulator, initial.type]]), ...(outside === undefined ? {} : { outer: outside }) };
    this.#scope = { names: new Map([[variable, first], ...(secondVariable === undefined ? [] : [[secondVariable, second] as const])]), outer: around };
    this.#check(condition);
    this.#assert(condition, boolType);
    this.#check(step);
    this.#assert(step, initial.type);
    this.#scope = around;
    this.#check(result);
    this.#scope = outside;
    return this.#unification.substitute(result.type);
  }

  #assert({ at, type }: Expression, expected: Type): void {
    if (!this.#unification.isAssignable(expected, type)) this.#mismatch(at, expected, type);
  }

  #variableTypes(range: Expression, hasTwo: boolean): [Type, Type] {
    const type = this.#unification.substitute(range.type);
    const [first = dynType, second = dynType] = type.parameters;
    switch (type.kind) {
      case "list":
        return hasTwo ? [intType, first] : [first, first];
      case "map":
        return [first, second];
      case "dyn":
      case "any":
      case "error":
      case "param":
        if (type.kind === "any") break;
        this.#unification.isAssignable(dynType, type);
        return [dynType, dynType];
      default:
        break;
    }
    this.#issues.report(range.at, `expression of type '${formatType(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`);
    return [errorType, errorType];
  }
}

function instantiate(type: Type, fresh: ReadonlyMap<string, Type>): Type {
  if (fresh.size === 0) return type;
  if (type.kind === "param") return fresh.get(type.name) ?? type;
  return type.parameters.length === 0 ? type : { ...type, parameters: type.parameters.map((parameter) => instantiate(parameter, fresh)) };
}

