/** One that shares: what it wants, and the least and the most that it may get. */
export interface Sharer {
  readonly target: number;
  readonly least: number;
  readonly most: number;
}

export interface Allocation {
  readonly seats: readonly number[];
  /** How much of its target each gets that is not held by its bounds. */
  readonly fairFraction: number;
}

/** So that nobody's share is nothing of nothing. Source: apiserver util/flowcontrol MinTarget. */
const leastTarget = 0.001;
const tolerance = 1e-7;

/**
 * Shares `total` out so that everybody gets the same fraction of its target, as far as bounds allow; undefined when they
 * leave no way. The sum grows with the fraction and bends at each bound: the answer lies between two bends.
 * Source of the task: apiserver util/flowcontrol computeConcurrencyAllocation.
 */
export function allocateSeats(total: number, sharers: readonly Sharer[]): Allocation | undefined {
  const targets = sharers.map(({ target }) => Math.max(target, leastTarget));
  const at = (fraction: number) => sharers.map(({ least, most }, index) => Math.max(least, Math.min(most, fraction * (targets[index] as number))));
  const bends = sharers.flatMap(({ least, most }, index) => [least / (targets[index] as number), most / (targets[index] as number)]).sort((a, b) => a - b);
  if (bends.length === 0) return undefined;
  let lower = bends[0] as number;
  let sum = sumOf(at(lower));
  if (sum - total > tolerance) return undefined;
  for (const upper of bends) {
    const next = sumOf(at(upper));
    if (next >= total - tolerance) {
      const fraction = next - sum < tolerance ? lower : lower + ((upper - lower) * Math.min(total - sum, next - sum)) / (next - sum);
      return { seats: at(fraction), fairFraction: fraction };
    }
    lower = upper;
    sum = next;
  }
  return undefined;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
