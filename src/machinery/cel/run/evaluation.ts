import { CostExceeded } from "./failure.ts";

/** One evaluation: what the variables are, what folds have come to, and what it has cost so far. */
export class Evaluation {
  readonly #variables: (name: string) => unknown;
  readonly #costLimit: number;
  /** Variables of folds, a place each. */
  readonly slots: unknown[] = [];
  cost = 0;

  constructor(variables: (name: string) => unknown, costLimit: number) {
    this.#variables = variables;
    this.#costLimit = costLimit;
  }

  variable(name: string): unknown {
    return this.#variables(name);
  }

  charge(cost: number): void {
    this.cost += cost;
    if (this.cost > this.#costLimit) throw new CostExceeded();
  }
}

/** A part of an expression, ready to run. */
export type Plan = (evaluation: Evaluation) => unknown;
