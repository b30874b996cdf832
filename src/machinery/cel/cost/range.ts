/** From the least to the most that something may be: a size or a cost. Infinity where nothing bounds it. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** How large the value at a path below the variables is: `["self", "spec", "@items"]`. */
export type SizeAt = (path: readonly string[]) => Range | undefined;

export const unknownRange: Range = { min: 0, max: Infinity };
export const nothing: Range = { min: 0, max: 0 };

export function exactly(value: number): Range {
  return { min: value, max: value };
}

export function add(...ranges: readonly Range[]): Range {
  return ranges.reduce((sum, { min, max }) => ({ min: sum.min + min, max: sum.max + max }), nothing);
}

/** Nothing of the unbounded is nothing. */
function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

export function multiply(a: Range, b: Range): Range {
  return { min: product(a.min, b.min), max: product(a.max, b.max) };
}

/** Rounded up. */
export function scale({ min, max }: Range, factor: number): Range {
  return { min: Math.ceil(product(min, factor)), max: Math.ceil(product(max, factor)) };
}

export function union(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
