import { accumulatorName, type Call, type Comprehension, type Expression, isBinding, type ListLiteral, type MapLiteral, plainName, type Select } from "../ast.ts";
import type { Type } from "../types.ts";
import { unwrapOptional } from "../types.ts";
import { estimateCall, type Operand } from "./calls.ts";
import { add, exactly, multiply, nothing, type Range, type SizeAt, union, unknownRange } from "./range.ts";

const one = exactly(1);
const listCost = exactly(10);
const mapCost = exactly(30);
const structCost = exactly(40);

/**
 * What an expression costs at least and at most, before it ever ran. A rule whose most is too much is refused, so that these
 * figures are part of the API: they follow cel-go checker/cost.go to the unit.
 */
export function estimateCost(expression: Expression, sizeAt: SizeAt): Range {
  return new Estimator(sizeAt).cost(expression);
}

/** Sizes of what a list or map holds. */
interface EntrySizes {
  readonly container: "list" | "map";
  readonly key: Range;
  readonly value: Range;
}

interface Local {
  readonly path: readonly string[];
  readonly size?: Range | undefined;
  readonly entries?: EntrySizes | undefined;
}

class Estimator {
  readonly #sizeAt: SizeAt;
  readonly #paths = new Map<Expression, readonly string[]>();
  readonly #sizes = new Map<Expression, Range>();
  readonly #entries = new Map<Expression, EntrySizes>();
  readonly #locals = new Map<string, Local[]>();

  constructor(sizeAt: SizeAt) {
    this.#sizeAt = sizeAt;
  }

  cost(expression: Expression): Range {
    switch (expression.kind) {
      case "literal":
        return nothing;
      case "identifier":
        this.#paths.set(expression, this.#local(expression.name)?.path ?? [plainName(expression.name)]);
        return one;
      case "select":
        return this.#select(expression);
      case "call":
        return this.#call(expression);
      case "list":
        return this.#list(expression);
      case "map":
        return this.#map(expression);
      case "struct":
        return add(...expression.fields.map(({ value }) => this.cost(value)), structCost);
      case "comprehension":
        return isBinding(expression) ? this.#binding(expression) : this.#comprehension(expression);
    }
  }

  #select(select: Select): Range {
    if (select.variable !== undefined) {
      this.#paths.set(select, [select.variable]);
      return one;
    }
    const operand = this.cost(select.operand);
    // `has` is free: what it costs was changed once by mistake, and what users had stored had to go on working.
    if (select.isTest) return operand;
    this.#paths.set(select, [...this.#path(select.operand), select.field]);
    return ["map", "struct", "param"].includes(select.operand.type.kind) ? add(operand, one) : operand;
  }

  #call(call: Call): Range {
    const name = call.qualifiedName ?? plainName(call.name);
    if (name === "dyn" && call.args[0] !== undefined) {
      const cost = this.cost(call.args[0]);
      this.#copySizes(call, call.args[0]);
      return add(one, cost);
    }
    const argCosts = call.args.map((arg) => this.cost(arg));
    const args = call.args.map((arg) => this.#operand(arg));
    if (call.overloads.length === 0) return nothing;
    const isMember = call.target !== undefined && call.qualifiedName === undefined;
    const targetCost = isMember ? this.cost(call.target as Expression) : nothing;
    const target = isMember ? this.#operand(call.target as Expression) : undefined;
    let cost: Range = { min: Infinity, max: 0 };
    let size: Range | undefined;
    for (const overload of call.overloads) {
      const estimate = this.#overload(call, { name, overload, target, args, argCosts });
      cost = union(cost, estimate.cost);
      if (estimate.size !== undefined) size = size === undefined ? estimate.size : union(size, estimate.size);
      if (overload === "index_list" || overload === "index_map") {
        const container = call.args[0] as Expression;
        size = this.#entriesOf(container)?.value;
        this.#paths.set(call, [...this.#path(container), overload === "index_list" ? "@items" : "@values"]);
      }
      size ??= this.#size(call);
    }
    if (size !== undefined) this.#sizes.set(call, size);
    return add(targetCost, cost);
  }

  #overload(call: Call, { name, overload, target, args, argCosts }: { name: string; overload: string; target: Operand | undefined; args: readonly Operand[]; argCosts: readonly Range[] }): { cost: Range; size?: Range | undefined } {
    const [first = nothing, second = nothing, third = nothing] = argCosts;
    if (overload === "logical_and" || overload === "logical_or") return { cost: { min: first.min, max: first.max + second.max } };
    if (overload === "conditional") {
      const [, yes, no] = call.args as [Expression, Expression, Expression];
      this.#setEntries(call, unionOfEntries(this.#entriesOf(yes), this.#entriesOf(no)));
      return { cost: add(first, union(second, third)), size: union(this.#sizeOrUnknown(yes), this.#sizeOrUnknown(no)) };
    }
    if (overload === "add_list" || overload === "add_string" || overload === "add_bytes") this.#setEntries(call, unionOfEntries(...(call.args.map((arg) => this.#entriesOf(arg)) as [EntrySizes | undefined, EntrySizes | undefined])));
    const { cost, size } = estimateCall({ name, overload, args, sizeAt: this.#sizeAt, ...(target === undefined ? {} : { target }) });
    return { cost: add(cost, ...argCosts), size };
  }

  #list(list: ListLiteral): Range {
    const costs = list.elements.map(({ value }) => this.cost(value));
    const value = unionOfAll(list.elements.map((element) => this.#sizeOrUnknown(element.value)));
    this.#entries.set(list, { container: "list", key: one, value });
    return add(...costs, listCost);
  }

  #map(map: MapLiteral): Range {
    const costs = map.entries.map(({ key, value }) => add(this.cost(key), this.cost(value)));
    const key = unionOfAll(map.entries.map((entry) => this.#sizeOrUnknown(entry.key)));
    const value = unionOfAll(map.entries.map((entry) => this.#sizeOrUnknown(entry.value)));
    this.#entries.set(map, { container: "map", key, value });
    return add(...costs, mapCost);
  }

  #binding(binding: Comprehension): Range {
    const { range, initial, accumulator, result } = binding;
    const cost = add(this.cost(range), this.cost(initial));
    const body = this.#with(accumulator, this.#localOf(initial), () => this.cost(result));
    this.#copySizes(binding, result);
    return add(cost, body);
  }

  #comprehension(comprehension: Comprehension): Range {
    const { range, initial, accumulator, condition, step, result } = comprehension;
    const before = add(this.cost(range), this.cost(initial));
    return this.#with(accumulator, this.#localOf(initial), () => {
      const turn = this.#withVariables(comprehension, () => add(this.cost(condition), this.cost(step)));
      const after = this.cost(result);
      const count = this.#sizeOrUnknown(range);
      if (initial.kind === "literal") this.#setSize(comprehension, this.#size(initial));
      if (initial.kind === "list" || initial.kind === "map") {
        this.#setSize(comprehension, count);
        this.#setEntries(comprehension, this.#entriesOf(step));
      }
      return add(before, after, multiply(count, turn));
    });
  }

  #withVariables<T>({ range, variable, secondVariable }: Comprehension, use: () => T): T {
    const entries = this.#entriesOf(range);
    const isList = (entries?.container ?? range.type.kind) === "list";
    const path = this.#path(range);
    const key: Local = { path: [...path, isList ? "@indices" : "@keys"], size: entries?.key };
    const value: Local = { path: [...path, isList ? "@items" : "@values"], size: entries?.value };
    if (secondVariable === undefined) return this.#with(variable, isList ? value : key, use);
    return this.#with(variable, key, () => this.#with(secondVariable, value, use));
  }

  #with<T>(name: string, local: Local, use: () => T): T {
    const stack = this.#locals.get(name) ?? [];
    this.#locals.set(name, stack);
    stack.push(local);
    const result = use();
    stack.pop();
    return result;
  }

  #local(name: string): Local | undefined {
    return this.#locals.get(name)?.at(-1);
  }

  #localOf(expression: Expression): Local {
    return { path: this.#path(expression), size: this.#size(expression), entries: this.#entriesOf(expression) };
  }

  #path(expression: Expression): readonly string[] {
    return (expression.kind === "identifier" ? this.#local(expression.name)?.path : undefined) ?? this.#paths.get(expression) ?? [];
  }

  #operand(expression: Expression): Operand {
    const path = this.#path(expression);
    const size = this.#size(expression);
    return { expression, type: expression.type, path: path[0] === accumulatorName ? [] : path, ...(size === undefined ? {} : { size }) };
  }

  #setSize(expression: Expression, size: Range | undefined): void {
    if (size !== undefined) this.#sizes.set(expression, size);
  }

  #setEntries(expression: Expression, entries: EntrySizes | undefined): void {
    if (entries !== undefined) this.#entries.set(expression, entries);
  }

  #copySizes(to: Expression, from: Expression): void {
    this.#setSize(to, this.#size(from));
    this.#setEntries(to, this.#entriesOf(from));
  }

  #sizeOrUnknown(expression: Expression): Range {
    return this.#size(expression) ?? unknownRange;
  }

  #size(expression: Expression): Range | undefined {
    const known = this.#sizes.get(expression) ?? sizeOfLiteral(expression);
    if (known !== undefined) return known;
    const path = this.#path(expression);
    const declared = path.length === 0 ? undefined : this.#sizeAt(path);
    this.#setSize(expression, declared);
    return declared ?? (isScalar(expression.type) ? one : expression.kind === "identifier" ? this.#local(expression.name)?.size : undefined);
  }

  #entriesOf(expression: Expression): EntrySizes | undefined {
    return this.#entries.get(expression) ?? (expression.kind === "identifier" ? this.#local(expression.name)?.entries : undefined);
  }
}

function unionOfAll(ranges: readonly Range[]): Range {
  return ranges.length === 0 ? nothing : ranges.reduce(union);
}

function unionOfEntries(a: EntrySizes | undefined, b: EntrySizes | undefined): EntrySizes | undefined {
  return a === undefined || b === undefined ? undefined : { container: a.container, key: union(a.key, b.key), value: union(a.value, b.value) };
}

function sizeOfLiteral(expression: Expression): Range | undefined {
  if (expression.kind === "list") return exactly(expression.elements.length);
  if (expression.kind === "map") return exactly(expression.entries.length);
  if (expression.kind !== "literal") return undefined;
  const { value } = expression;
  if (value.type === "string") return exactly([...value.value].length);
  return value.type === "bytes" ? exactly(value.value.length) : one;
}

/** Of the same size whatever its value is. */
function isScalar(type: Type): boolean {
  const inner = unwrapOptional(type);
  return inner === undefined ? ["bool", "double", "duration", "int", "timestamp", "uint"].includes(type.kind) : isScalar(inner);
}
