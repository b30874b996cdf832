import type { Random } from "./random.ts";

/**
 * Repeatable chance for tests and the simulator: the same seed gives the same values in the same order on every
 * machine. Not for secrets. The generator is sfc32, whose 128 bits of state are spread from the seed by splitmix32.
 */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    let state = seed | 0;
    const spread = () => {
      state = (state + 0x9e3779b9) | 0;
      let mixed = state ^ (state >>> 16);
      mixed = Math.imul(mixed, 0x21f0aaad);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 0x735a2d97);
      return (mixed ^ (mixed >>> 15)) | 0;
    };
    this.#a = spread();
    this.#b = spread();
    this.#c = spread();
    for (let round = 0; round < 12; round++) this.#next();
  }

  float(): number {
    return this.#next() / 2 ** 32;
  }

  int(below: number): number {
    return Math.floor(this.float() * below);
  }

  uuid(): string {
    const words = [this.#next(), this.#next(), this.#next(), this.#next()];
    // Version 4 in the third group, variant 10 in the fourth. Source: RFC 9562.
    words[1] = ((words[1] as number) & 0xffff0fff) | 0x4000;
    words[2] = ((words[2] as number) & 0x3fffffff) | 0x80000000;
    const hex = words.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
