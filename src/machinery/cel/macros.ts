import type { Comprehension, Expression } from "./ast.ts";
import { accumulated, binding, bool, call, identifier, list, literal, memberCall } from "./build.ts";
import { accumulatorName } from "./ast.ts";
import { type Macro, type MacroCall, MacroError, macroKey } from "./macro.ts";
import { dynType } from "./types.ts";

/** Source: cel-go parser/macro.go, ext/comprehensions.go, cel/library.go, ext/bindings.go, ext/lists.go: what each macro becomes. */

const notSimple = "argument must be a simple name";
const overwrites = "iteration variable overwrites accumulator variable";
/** Taken too, though nothing is called so any more. Source: cel-go parser AccumulatorName. */
const oldAccumulatorName = "__result__";

interface Variables {
  readonly variable: string;
  readonly secondVariable?: string;
}

/** The parts of a fold that differ from macro to macro. */
interface Fold {
  readonly initial: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result?: Expression;
}

function fold({ at, target }: MacroCall, variables: Variables, { initial, condition, step, result }: Fold): Comprehension {
  return { kind: "comprehension", at, type: dynType, range: target as Expression, ...variables, accumulator: accumulatorName, initial, condition, step, result: result ?? accumulated(at) };
}

function variablesOf({ args }: MacroCall, count: 1 | 2, complaint = notSimple): Variables | MacroError {
  const names: string[] = [];
  for (const arg of args.slice(0, count)) {
    if (arg.kind !== "identifier") return new MacroError(arg.at, complaint);
    if (names.includes(arg.name)) return new MacroError(arg.at, `duplicate variable name: ${arg.name}`);
    names.push(arg.name);
  }
  const taken = args.slice(0, count).find((arg) => arg.kind === "identifier" && (arg.name === accumulatorName || arg.name === oldAccumulatorName));
  if (taken !== undefined) return new MacroError(taken.at, overwrites);
  const [variable = "", secondVariable] = names;
  return secondVariable === undefined ? { variable } : { variable, secondVariable };
}

/** A macro that folds; what it makes of each element is its last argument. */
function folding(count: 1 | 2, parts: (call: MacroCall & { readonly last: Expression }, variables: Variables) => Fold, complaint?: string): Macro {
  return (macroCall) => {
    const variables = variablesOf(macroCall, count, complaint);
    if (variables instanceof MacroError) return variables;
    return fold(macroCall, variables, parts({ ...macroCall, last: macroCall.args.at(-1) as Expression }, variables));
  };
}

const all = (count: 1 | 2): Macro =>
  folding(count, ({ at, last }) => ({ initial: bool(at, true), condition: call(at, "@not_strictly_false", accumulated(at)), step: call(at, "_&&_", accumulated(at), last) }));

const exists = (count: 1 | 2): Macro =>
  folding(count, ({ at, last }) => ({ initial: bool(at, false), condition: call(at, "@not_strictly_false", call(at, "!_", accumulated(at))), step: call(at, "_||_", accumulated(at), last) }));

const existsOne = (count: 1 | 2): Macro =>
  folding(count, ({ at, last }) => ({
    initial: literal(at, { type: "int", value: 0n }),
    condition: bool(at, true),
    step: call(at, "_?_:_", last, call(at, "_+_", accumulated(at), literal(at, { type: "int", value: 1n })), accumulated(at)),
    result: call(at, "_==_", accumulated(at), literal(at, { type: "int", value: 1n })),
  }));

/** With one argument more, the one before the last says which elements count. */
function ifWanted({ at, args }: MacroCall, count: number, step: Expression): Expression {
  return args.length === count + 2 ? call(at, "_?_:_", args[count] as Expression, step, accumulated(at)) : step;
}

const transformList = (count: 1 | 2, complaint?: string): Macro =>
  folding(count, (macroCall) => {
    const { at, last } = macroCall;
    return { initial: list(at), condition: bool(at, true), step: ifWanted(macroCall, count, call(at, "_+_", accumulated(at), list(at, last))) };
  }, complaint);

const filter: Macro = folding(1, ({ at, args, last }) => ({
  initial: list(at),
  condition: bool(at, true),
  step: call(at, "_?_:_", last, call(at, "_+_", accumulated(at), list(at, args[0] as Expression)), accumulated(at)),
}), "argument is not an identifier");

const transformMap = (isEntry: boolean): Macro =>
  folding(2, (macroCall, { variable }) => {
    const { at, last } = macroCall;
    const inserted = isEntry ? [last] : [identifier(at, variable), last];
    return { initial: { kind: "map", at, type: dynType, entries: [] }, condition: bool(at, true), step: ifWanted(macroCall, 2, call(at, "cel.@mapInsert", accumulated(at), ...inserted)) };
  });

const has: Macro = ({ at, args: [arg] }) => {
  if (arg?.kind !== "select") return new MacroError((arg as Expression).at, "invalid argument to has() macro");
  return { ...arg, at, isTest: true };
};

function optionalMap(name: string, wrap: (at: number, result: Expression) => Expression): Macro {
  return ({ at, target, args: [variable, result], copy }) => {
    if (variable?.kind !== "identifier") return new MacroError((variable as Expression).at, `${name}() variable name must be a simple identifier`);
    const operand = target as Expression;
    const bound = binding(at, { variable: variable.name, initial: memberCall(at, "value", copy(operand)), result: result as Expression });
    return call(at, "_?_:_", memberCall(at, "hasValue", operand), wrap(at, bound), call(at, "optional.none"));
  };
}

const sortInput = "@__sortBy_input__";

const sortBy: Macro = ({ at, target, args, copy }) => {
  const input = target as Expression;
  if (!["list", "select", "identifier", "comprehension", "call"].includes(input.kind)) {
    return new MacroError(input.at, "sortBy can only be applied to a list, identifier, comprehension, call or select expression");
  }
  const keys = transformList(1, "argument is not an identifier")({ at, target: identifier(at, sortInput), args, copy });
  if (keys === undefined || keys instanceof MacroError) return keys;
  return binding(at, { variable: sortInput, initial: input, result: memberCall(at, "@sortByAssociatedKeys", identifier(at, sortInput), keys) });
};

/** `cel.bind(name, value, expression)`. */
const bind: Macro = ({ at, target, args: [variable, initial, result] }) => {
  if (target?.kind !== "identifier" || target.name !== "cel") return undefined;
  if (variable?.kind !== "identifier") return new MacroError((variable as Expression).at, "cel.bind() variable names must be simple identifiers");
  return binding(at, { variable: variable.name, initial: initial as Expression, result: result as Expression });
};

function members(macros: Readonly<Record<string, readonly [args: number, macro: Macro][]>>): [string, Macro][] {
  return Object.entries(macros).flatMap(([name, forms]) => forms.map(([args, macro]): [string, Macro] => [macroKey(name, args, true), macro]));
}

/** Those of every expression in Kubernetes 1.36. */
export const standardMacros: ReadonlyMap<string, Macro> = new Map([
  [macroKey("has", 1, false), has],
  ...members({
    all: [[2, all(1)], [3, all(2)]],
    exists: [[2, exists(1)], [3, exists(2)]],
    exists_one: [[2, existsOne(1)], [3, existsOne(2)]],
    existsOne: [[2, existsOne(1)], [3, existsOne(2)]],
    map: [[2, transformList(1, "argument is not an identifier")], [3, transformList(1, "argument is not an identifier")]],
    filter: [[2, filter]],
    transformList: [[3, transformList(2)], [4, transformList(2)]],
    transformMap: [[3, transformMap(false)], [4, transformMap(false)]],
    transformMapEntry: [[3, transformMap(true)], [4, transformMap(true)]],
    optMap: [[2, optionalMap("optMap", (at, result) => call(at, "optional.of", result))]],
    optFlatMap: [[2, optionalMap("optFlatMap", (_, result) => result)]],
    sortBy: [[2, sortBy]],
  }),
]);

/** `cel.bind`, where the bindings library is on: for devices. */
export const bindingMacros: ReadonlyMap<string, Macro> = new Map(members({ bind: [[3, bind]] }));
