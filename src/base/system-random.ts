import type { Random } from "./random.ts";

/** Chance from the operating system's generator. */
export class SystemRandom implements Random {
  float(): number {
    return Math.random();
  }

  int(below: number): number {
    return Math.floor(Math.random() * below);
  }

  uuid(): string {
    return globalThis.crypto.randomUUID();
  }
}
