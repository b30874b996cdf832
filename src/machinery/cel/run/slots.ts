import type { Expression, ListLiteral, MapLiteral, StructLiteral } from "../ast.ts";
import type { Plan } from "./evaluation.ts";

export type Container = ListLiteral | MapLiteral | StructLiteral;

/** Makes plans of the parts of an expression. */
export interface PartPlanner {
  readonly slots: Slots;
  plan(expression: Expression): Plan;
}

/** Which variable of a fold is kept where. A place is used by one fold only, so that nothing must be put back. */
export class Slots {
  readonly #places = new Map<string, number[]>();
  #count = 0;

  of(name: string): number | undefined {
    return this.#places.get(name)?.at(-1);
  }

  /** While `use` runs, the names mean these places. */
  within<T>(names: readonly string[], use: (places: readonly number[]) => T): T {
    const places = names.map((name) => {
      const place = this.#count++;
      const known = this.#places.get(name) ?? [];
      known.push(place);
      this.#places.set(name, known);
      return place;
    });
    const result = use(places);
    for (const name of names) this.#places.get(name)?.pop();
    return result;
  }
}
