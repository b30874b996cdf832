import { dynType, formatType, isDyn, sameType, type Type } from "./types.ts";

const nullable: ReadonlySet<string> = new Set(["any", "duration", "null", "opaque", "struct", "timestamp"]);

/**
 * What is known so far of type parameters. A question that is answered with no leaves nothing behind.
 * Source: cel-go checker/types.go, whose rules (null, `dyn`, the more general of two types) it follows.
 */
export class Unification {
  readonly #bound = new Map<string, Type>();
  /** What to put back when an attempt fails: the key and what stood there. */
  readonly #undo: [string, Type | undefined][] = [];
  #fresh = 0;

  freshParameter(): Type {
    return { kind: "param", name: `_var${this.#fresh++}`, parameters: [] };
  }

  isAssignable(a: Type, b: Type): boolean {
    return this.#attempt(() => this.#assignable(a, b));
  }

  areAssignable(a: readonly Type[], b: readonly Type[]): boolean {
    return this.#attempt(() => this.#allAssignable(a, b));
  }

  /** The type with its parameters filled in; those that nothing is known of stay, or become `dyn` at the end. */
  substitute(type: Type, unknown: "keep" | "dyn" = "keep"): Type {
    const bound = type.kind === "param" ? this.#bound.get(type.name) : undefined;
    if (bound !== undefined) return this.substitute(bound, unknown);
    if (type.kind === "param") return unknown === "dyn" ? dynType : type;
    if (type.parameters.length === 0) return type;
    return { ...type, parameters: type.parameters.map((parameter) => this.substitute(parameter, unknown)) };
  }

  #attempt(question: () => boolean): boolean {
    const mark = this.#undo.length;
    if (question()) {
      this.#undo.length = 0;
      return true;
    }
    for (const [name, before] of this.#undo.splice(mark).reverse()) {
      if (before === undefined) this.#bound.delete(name);
      else this.#bound.set(name, before);
    }
    return false;
  }

  #bind(parameter: Type, type: Type): void {
    this.#undo.push([parameter.name, this.#bound.get(parameter.name)]);
    this.#bound.set(parameter.name, type);
  }

  #assignable(a: Type, b: Type): boolean {
    if (b.kind === "param") {
      const answer = this.#fill(a, b);
      if (answer !== "open") return answer === "yes";
    }
    if (a.kind === "param") return this.#fill(b, a) === "yes";
    if (isDyn(a) || isDyn(b) || a.kind === "error" || b.kind === "error") return true;
    if (a.kind === "null") return nullable.has(b.kind);
    if (b.kind === "null") return nullable.has(a.kind);
    if (a.kind === "type") return b.kind === "type";
    return a.kind === b.kind && a.name === b.name && this.#allAssignable(a.parameters, b.parameters);
  }

  #allAssignable(a: readonly Type[], b: readonly Type[]): boolean {
    return a.length === b.length && a.every((type, index) => this.#assignable(type, b[index] as Type));
  }

  /** Whether `type` may stand for `parameter`; `open` where nothing was known of it and it cannot, so that the other way round is worth a try. */
  #fill(type: Type, parameter: Type): "yes" | "no" | "open" {
    if (sameType(type, parameter)) return "yes";
    const bound = this.#bound.get(parameter.name);
    if (bound === undefined) {
      if (this.#occursIn(parameter, type)) return "open";
      this.#bind(parameter, type);
      return "yes";
    }
    if (sameType(type, bound)) return "yes";
    if (!this.#assignable(type, bound)) return "no";
    const general = mostGeneral(type, bound);
    if (!this.#occursIn(parameter, general)) this.#bind(parameter, general);
    return "yes";
  }

  #occursIn(parameter: Type, type: Type): boolean {
    if (sameType(parameter, type)) return true;
    if (type.kind !== "param") return type.parameters.some((inner) => this.#occursIn(parameter, inner));
    const bound = this.#bound.get(type.name);
    return bound !== undefined && this.#occursIn(parameter, bound);
  }
}

/** Of two types that go together the one that says less. */
export function mostGeneral(a: Type, b: Type): Type {
  return isEqualOrLessSpecific(a, b) ? a : b;
}

function isEqualOrLessSpecific(a: Type, b: Type): boolean {
  if (isDyn(a) || a.kind === "param") return true;
  if (isDyn(b) || b.kind === "param" || a.kind !== b.kind) return false;
  if (a.kind === "type") return true;
  if (a.parameters.length === 0) return sameType(a, b);
  return a.name === b.name && a.parameters.length === b.parameters.length && a.parameters.every((parameter, index) => isEqualOrLessSpecific(parameter, b.parameters[index] as Type));
}

/** `(int, string)`, or `string.(int)` for a method. Source: cel-go checker formatFunctionInternal. */
export function formatSignature(types: readonly Type[], isMember: boolean): string {
  const [target, ...rest] = types.map(formatType);
  return isMember ? `${target}.(${rest.join(", ")})` : `(${types.map(formatType).join(", ")})`;
}
