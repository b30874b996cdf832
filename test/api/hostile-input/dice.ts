import type { Random } from "../../../src/base/random.ts";

/** Chance with a few words on top. The same seed gives the same cases. */
export class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  int(below: number): number {
    return this.#random.int(below);
  }

  chance(probability: number): boolean {
    return this.#random.float() < probability;
  }

  one<T>(values: readonly T[]): T {
    return values[this.#random.int(values.length)] as T;
  }

  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.#random.int(most + 1) }, make);
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.#random.int(256)));
  }
}
