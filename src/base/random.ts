/** The only source of chance outside `base/`. The same seed gives the same values in the same order. */
export interface Random {
  /** A number in [0, 1). */
  float(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  /** A version 4 UUID in lower case. */
  uuid(): string;
}
