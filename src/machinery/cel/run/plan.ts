import { accumulatorName, type Call, type Expression, isAccumulator, type Identifier, isBinding, plainName } from "../ast.ts";
import type { Environment, Overload } from "../environment.ts";
import { isDyn } from "../types.ts";
import { index, isPresent, optionalIndex, optionalSelect, readerOf, select } from "./access.ts";
import { type Container, type PartPlanner, Slots } from "./slots.ts";
import { planComprehension } from "./comprehension.ts";
import { constantOf, literalValue } from "./constants.ts";
import { callCost, costs } from "./cost.ts";
import { isEqual } from "./equality.ts";
import type { Plan } from "./evaluation.ts";
import { attempt, Failure, noSuchOverload } from "./failure.ts";
import { fromJson, isInt, isMap, isOfType, mapGet, MapValue, Optional, StructValue } from "./values.ts";

/** Turns a checked expression into functions that call each other: what can be known before is known once. */
export function plan(expression: Expression, environment: Environment): Plan {
  return new Planner(environment).plan(expression);
}

class Planner implements PartPlanner {
  readonly slots = new Slots();
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  plan(expression: Expression): Plan {
    const constant = constantOf(expression, this.#environment);
    if (constant !== undefined) return constant instanceof Failure ? failing(constant) : () => constant;
    switch (expression.kind) {
      case "literal":
        return () => literalValue(expression.value);
      case "identifier":
        return this.#variable(expression, plainName(expression.name));
      case "select":
        if (expression.variable !== undefined) return this.#variable(expression, expression.variable);
        return this.#select(expression);
      case "call":
        return this.#call(expression);
      case "list":
      case "map":
      case "struct":
        return this.#container(expression);
      case "comprehension":
        return isBinding(expression) ? this.#binding(expression) : planComprehension(expression, this);
    }
  }

  #variable({ type }: Pick<Identifier, "type">, name: string): Plan {
    const slot = this.slots.of(name);
    if (slot !== undefined) {
      return (evaluation) => {
        evaluation.charge(costs.variable);
        const value = evaluation.slots[slot];
        if (value instanceof Failure) throw value;
        return value;
      };
    }
    const read = readerOf(type);
    return (evaluation) => {
      evaluation.charge(costs.variable);
      const value = evaluation.variable(name);
      if (value === undefined) throw new Failure(`no such attribute(s): ${name}`);
      return read(value);
    };
  }

  #select({ operand, field: name, isTest, type }: Expression & { readonly kind: "select" }): Plan {
    const object = this.plan(operand);
    const field = this.#environment.objectTypeOf(operand.type.name)?.jsonNameOf?.(name) ?? name;
    if (isTest) return (evaluation) => isPresent(object(evaluation), field);
    const read = readerOf(type);
    const cost = accessCost(operand);
    return (evaluation) => {
      const value = object(evaluation);
      evaluation.charge(cost);
      return select(value, field, read);
    };
  }

  #container(expression: Container): Plan {
    switch (expression.kind) {
      case "list":
        return this.#list(expression);
      case "map":
        return this.#map(expression);
      case "struct":
        return this.#struct(expression);
    }
  }

  #list({ elements }: Container & { readonly kind: "list" }): Plan {
    const parts = elements.map(({ value, isOptional }) => ({ value: this.plan(value), isOptional }));
    return (evaluation) => {
      evaluation.charge(costs.list);
      const list: unknown[] = [];
      for (const { value, isOptional } of parts) {
        const item = value(evaluation);
        if (!isOptional) list.push(item);
        else if (isGiven(item)) list.push(item.value);
      }
      return list;
    };
  }

  #map({ entries }: Container & { readonly kind: "map" }): Plan {
    const parts = entries.map(({ key, value, isOptional }) => ({ key: this.plan(key), value: this.plan(value), isOptional }));
    return (evaluation) => {
      evaluation.charge(costs.map);
      const map = new MapValue();
      for (const { key, value, isOptional } of parts) {
        const [name, item] = [key(evaluation), value(evaluation)];
        if (typeof name === "object") throw new Failure("unsupported key type");
        if (map.has(name)) throw new Failure(`Failed with repeated key`);
        if (!isOptional) map.set(name, item);
        else if (isGiven(item)) map.set(name, item.value);
      }
      return map;
    };
  }

  #struct({ name, fields }: Container & { readonly kind: "struct" }): Plan {
    const parts = fields.map((field) => ({ ...field, value: this.plan(field.value) }));
    return (evaluation) => {
      evaluation.charge(costs.struct);
      const given = new Map<string, unknown>();
      for (const { name: field, value, isOptional } of parts) {
        const item = value(evaluation);
        if (!isOptional) given.set(field, item);
        else if (isGiven(item)) given.set(field, item.value);
      }
      return new StructValue(plainName(name), given);
    };
  }

  /** The value is computed once; a failure fails those who use it. */
  #binding({ accumulator, initial, result }: Expression & { readonly kind: "comprehension" }): Plan {
    const value = this.plan(initial);
    return this.slots.within([accumulator], ([slot]) => {
      const body = this.plan(result);
      return (evaluation) => {
        evaluation.slots[slot as number] = attempt(() => value(evaluation));
        return body(evaluation);
      };
    });
  }

  #call(call: Call): Plan {
    const special = this.#special(call);
    if (special !== undefined) return special;
    const name = call.qualifiedName ?? plainName(call.name);
    const args = call.target === undefined || call.qualifiedName !== undefined ? call.args : [call.target, ...call.args];
    const overloads = (this.#environment.overloadsOf(name) ?? []).filter(({ id }) => call.overloads.includes(id));
    const parts = args.map((arg) => this.plan(arg));
    const isKnown = overloads.length === 1 && args.every(({ type }) => !isDyn(type));
    const choose = (values: readonly unknown[]): Overload | undefined => (isKnown ? overloads[0] : overloads.find(({ parameters }) => parameters.every((type, place) => isOfType(values[place], type))));
    return (evaluation) => {
      const values = parts.map((part) => part(evaluation));
      const overload = choose(values);
      if (overload?.evaluate === undefined) throw noSuchOverload();
      const result = overload.evaluate(...values);
      evaluation.charge(callCost(name, overload.id, values, result));
      return result;
    };
  }

  /** Operators that do not look at all their arguments, or know more of them than their types. */
  #special(call: Call): Plan | undefined {
    const plans = (): [Plan, Plan, Plan] => call.args.map((arg) => this.plan(arg)) as [Plan, Plan, Plan];
    const read = readerOf(call.type);
    switch (call.name) {
      case "_&&_":
        return logical(plans(), false);
      case "_||_":
        return logical(plans(), true);
      case "_?_:_":
        return conditional(call.args.map((arg, place) => (place > 0 && isAccumulator(arg) ? this.#accumulated() : this.plan(arg))) as [Plan, Plan, Plan]);
      case "@not_strictly_false":
        return notStrictlyFalse(plans());
      case "_==_":
      case "_!=_":
        return this.#equality(call, plans());
      case "_[_]":
        return indexing(plans(), accessCost(call.args[0] as Expression), (operand, key) => index(operand, key, read));
      case "_[?_]":
        return indexing(plans(), accessCost(call.args[0] as Expression), (operand, key) => optionalIndex(operand, key, fromJson));
      case "_?._":
        return indexing(plans(), accessCost(call.args[0] as Expression), (operand, key) => optionalSelect(operand, key as string, fromJson));
      case "@in":
        return membership(call.args[1] as Expression, plans(), this.#environment);
      case "or":
      case "orValue":
        return call.target === undefined ? undefined : orElse(this.plan(call.target), plans()[0], call.name === "orValue");
      default:
        return undefined;
    }
  }

  /** A choice that keeps what a fold came to is free. */
  #accumulated(): Plan {
    const slot = this.slots.of(accumulatorName) as number;
    return (evaluation) => evaluation.slots[slot];
  }

  #equality({ name }: Call, [left, right]: readonly [Plan, Plan, Plan]): Plan {
    const wanted = name === "_==_";
    return (evaluation) => {
      const values = [left(evaluation), right(evaluation)] as const;
      evaluation.charge(callCost(name, "equals", values, true));
      return isEqual(...values) === wanted;
    };
  }
}

function failing(failure: Failure): Plan {
  return () => {
    throw failure;
  };
}

function isGiven(item: unknown): item is Optional {
  if (!(item instanceof Optional)) throw new Failure("cannot initialize optional entry from non-optional value");
  return item.hasValue;
}

/** `&&` is decided by one false, `||` by one true, whatever the other side is, failures included. */
function logical([left, right]: readonly [Plan, Plan, Plan], decisive: boolean): Plan {
  return (evaluation) => {
    const first = attempt(() => left(evaluation));
    if (first === decisive) return decisive;
    const second = attempt(() => right(evaluation));
    if (second === decisive) return decisive;
    if (first instanceof Failure) throw first;
    if (second instanceof Failure) throw second;
    if (typeof first !== "boolean" || typeof second !== "boolean") throw noSuchOverload();
    return !decisive;
  };
}

function conditional([condition, yes, no]: readonly [Plan, Plan, Plan]): Plan {
  return (evaluation) => {
    const chosen = condition(evaluation);
    if (typeof chosen !== "boolean") throw noSuchOverload();
    return chosen ? yes(evaluation) : no(evaluation);
  };
}

function notStrictlyFalse([value]: readonly [Plan, Plan, Plan]): Plan {
  return (evaluation) => {
    evaluation.charge(costs.operator);
    return attempt(() => value(evaluation)) !== false;
  };
}

/** Reading from what a call or a literal gives costs one more. */
function accessCost(operand: Expression): number {
  const isRead = operand.kind === "identifier" || operand.kind === "select" || (operand.kind === "call" && ["_[_]", "_[?_]", "_?._"].includes(operand.name));
  return isRead ? costs.select : costs.select + 1;
}

/** An optional that comes to nothing is free. */
function indexing([operand, key]: readonly [Plan, Plan, Plan], cost: number, get: (operand: unknown, key: unknown) => unknown): Plan {
  return (evaluation) => {
    const [container, place] = [operand(evaluation), key(evaluation)];
    const found = get(container, place);
    if (!(found instanceof Optional) || found.hasValue) evaluation.charge(cost);
    return found;
  };
}

/** Two of these are equal where they are the same to JavaScript. */
function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || isInt(value);
}

function membership(list: Expression, [item, container]: readonly [Plan, Plan, Plan], environment: Environment): Plan {
  const known = constantOf(list, environment);
  if (Array.isArray(known) && known.every(isPlain)) {
    const values = new Set<unknown>(known);
    return (evaluation) => {
      const wanted = item(evaluation);
      return isPlain(wanted) ? values.has(wanted) : known.some((other) => isEqual(wanted, other));
    };
  }
  return (evaluation) => {
    const [wanted, within] = [item(evaluation), container(evaluation)];
    evaluation.charge(callCost("@in", "in", [wanted, within], true));
    if (Array.isArray(within)) return within.some((other) => isEqual(wanted, other));
    if (!isMap(within)) throw noSuchOverload();
    return mapGet(within, wanted) !== undefined;
  };
}

function orElse(target: Plan, fallback: Plan, isValue: boolean): Plan {
  return (evaluation) => {
    const optional = target(evaluation);
    if (!(optional instanceof Optional)) throw noSuchOverload();
    if (!optional.hasValue) return fallback(evaluation);
    return isValue ? optional.value : optional;
  };
}
