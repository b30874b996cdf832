import type { Macro } from "./macro.ts";
import { parseType, type Type, typeOf } from "./types.ts";

/** One way to call a function. */
export interface Overload {
  /** Upstream's name for it: costs are by this name. */
  readonly id: string;
  readonly isMember: boolean;
  /** A member's target comes first. */
  readonly parameters: readonly Type[];
  readonly result: Type;
  readonly typeParameters: readonly string[];
  /** Absent for operators that the planner knows itself. */
  readonly evaluate?: (...args: readonly unknown[]) => unknown;
}

/** What an object type has. `fieldOf` answers undefined for a field it has not. */
export interface ObjectType {
  readonly name: string;
  fieldOf(name: string): Type | undefined;
  /** What a field is called in JSON, where expressions must call it something else. */
  jsonNameOf?(name: string): string;
}

export interface Declarations {
  readonly variables?: Readonly<Record<string, Type>>;
  readonly functions?: readonly FunctionDeclaration[];
  readonly objectTypes?: readonly ObjectType[];
  readonly macros?: ReadonlyMap<string, Macro>;
  /** Object types by any name, for those that are not known before. */
  readonly resolveObjectType?: (name: string) => ObjectType | undefined;
}

export interface FunctionDeclaration {
  readonly name: string;
  readonly overload: Overload;
}

/** Functions take what their signature says: the planner sees to that. */
type Implementation = (...args: never[]) => unknown;

/** `list(T) int -> T`: parameters, then the result; capital letters are type parameters. */
function declare(name: string, id: string, signature: string, { isMember, evaluate }: { isMember: boolean; evaluate?: Implementation }): FunctionDeclaration {
  const [parameters = "", result = ""] = signature.startsWith("-> ") ? ["", signature.slice(3)] : signature.split(" -> ");
  const typeParameters = [...new Set(signature.match(/\b[A-Z]\b/g) ?? [])];
  const implementation = evaluate === undefined ? {} : { evaluate: evaluate as (...args: readonly unknown[]) => unknown };
  return { name, overload: { id, isMember, parameters: parameters.split(" ").filter(Boolean).map(parseType), result: parseType(result), typeParameters, ...implementation } };
}

export function member(name: string, id: string, signature: string, evaluate?: Implementation): FunctionDeclaration {
  return declare(name, id, signature, { isMember: true, ...(evaluate === undefined ? {} : { evaluate }) });
}

export function global(name: string, id: string, signature: string, evaluate?: Implementation): FunctionDeclaration {
  return declare(name, id, signature, { isMember: false, ...(evaluate === undefined ? {} : { evaluate }) });
}

export function objectType(name: string, fields: Readonly<Record<string, Type>>): ObjectType {
  const byName = new Map(Object.entries(fields));
  return { name, fieldOf: (field) => byName.get(field) };
}

/** Names of types, usable as values: `type(x) == string`. */
const valueTypes: ReadonlyMap<string, Type> = new Map([
  ...["bool", "bytes", "double", "int", "string", "uint"].map((name): [string, Type] => [name, parseType(name)]),
  ["list", parseType("list(A)")],
  ["map", parseType("map(A,B)")],
  ["null_type", parseType("null")],
  ["type", { kind: "type", name: "type", parameters: [] }],
  ["google.protobuf.Duration", parseType("duration")],
  ["google.protobuf.Timestamp", parseType("timestamp")],
  ["optional_type", { kind: "opaque", name: "optional_type", parameters: [] }],
]);

/** Names that are known while types are checked, and not when a program is made of them. Source: apiserver pkg/cel DeclTypeProvider. */
const checkedTypes: ReadonlySet<string> = new Set(["duration", "timestamp"]);

/** Everything that an expression may name. Immutable: more is declared in an environment of its own that extends this one. */
export class Environment {
  readonly macros: ReadonlyMap<string, Macro>;
  readonly #parent: Environment | undefined;
  readonly #variables: ReadonlyMap<string, Type>;
  readonly #functions: ReadonlyMap<string, readonly Overload[]>;
  readonly #objectTypes: ReadonlyMap<string, ObjectType>;
  readonly #resolveObjectType: (name: string) => ObjectType | undefined;

  constructor({ variables = {}, functions = [], objectTypes = [], macros = new Map(), resolveObjectType = () => undefined }: Declarations, parent?: Environment) {
    this.#parent = parent;
    this.#variables = new Map(Object.entries(variables));
    this.#objectTypes = new Map(objectTypes.map((type) => [type.name, type]));
    this.#resolveObjectType = resolveObjectType;
    this.macros = parent === undefined ? macros : new Map([...parent.macros, ...macros]);
    const overloads = new Map<string, Overload[]>();
    for (const { name, overload } of functions) {
      const known = overloads.get(name) ?? [...(parent?.overloadsOf(name) ?? [])];
      known.push(overload);
      overloads.set(name, known);
    }
    this.#functions = overloads;
  }

  extend(declarations: Declarations): Environment {
    return new Environment(declarations, this);
  }

  /** All ways to call a function; undefined where there is none of that name. */
  overloadsOf(name: string): readonly Overload[] | undefined {
    return this.#functions.get(name) ?? this.#parent?.overloadsOf(name);
  }

  objectTypeOf(name: string): ObjectType | undefined {
    return this.#objectTypes.get(name) ?? this.#parent?.objectTypeOf(name) ?? this.#resolveObjectType(name);
  }

  /** What a name means where it is that of a type, as a value's type: `type(int)` for `int`. */
  typeNamed(name: string): Type | undefined {
    const known = valueTypes.get(name) ?? (checkedTypes.has(name) ? parseType(name) : undefined);
    if (known !== undefined) return typeOf(known);
    return this.objectTypeOf(name) === undefined ? undefined : typeOf({ kind: "struct", name, parameters: [] });
  }

  /** Whether the name of a type is a value. */
  isTypeValue(name: string): boolean {
    return valueTypes.has(name);
  }

  typeOfVariable(name: string): Type | undefined {
    return this.#variables.get(name) ?? this.#parent?.typeOfVariable(name);
  }
}
