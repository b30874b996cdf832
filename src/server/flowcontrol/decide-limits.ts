import type { PriorityLevelConfiguration } from "../../api/types/flowcontrol/v1.gen.ts";
import { allocateSeats } from "./allocate-seats.ts";

/** What a level is given by its configuration, in seats. */
export interface ConfiguredLimits {
  readonly nominal: number;
  /** What is left when it has lent all it may. */
  readonly lower: number;
  /** What it has when it has borrowed all it may. */
  readonly upper: number;
}

/**
 * Shares `serverLimit` out by nominal shares; rounding up may add a few seats. Source: apiserver util/flowcontrol
 * finishQueueSetReconfigsLocked.
 */
export function decideConfiguredLimits(levels: readonly PriorityLevelConfiguration[], serverLimit: number): ConfiguredLimits[] {
  const sum = levels.reduce((total, level) => total + partsOf(level).shares, 0);
  return levels.map((level) => {
    const { shares, lendablePercent, borrowingLimitPercent } = partsOf(level);
    const nominal = sum === 0 ? 0 : Math.ceil((serverLimit * shares) / sum);
    const lendable = Math.round((nominal * lendablePercent) / 100);
    const borrowable = borrowingLimitPercent === undefined ? serverLimit : Math.round((nominal * borrowingLimitPercent) / 100);
    return { nominal, lower: nominal - lendable, upper: nominal + borrowable };
  });
}

function partsOf({ spec: { limited, exempt } }: PriorityLevelConfiguration) {
  const { nominalConcurrencyShares = 0, lendablePercent = 0 } = limited ?? exempt ?? {};
  return { shares: nominalConcurrencyShares, lendablePercent, borrowingLimitPercent: limited?.borrowingLimitPercent };
}

/** A level as borrowing sees it. */
export interface Borrower extends ConfiguredLimits {
  readonly isExempt: boolean;
  /** Most seats that it could use at once since the last time. */
  readonly highWatermark: number;
  readonly smoothedDemand: number;
  /** What it has now. */
  readonly current: number;
}

export interface CurrentLimits {
  /** In the order of the borrowers. */
  readonly current: readonly number[];
  readonly targets: readonly number[];
  readonly fairFraction: number;
}

/**
 * Who has how many seats for now: everybody keeps what it used of its own, and the rest goes by demand. Exempt levels
 * take what they take. Source: apiserver util/flowcontrol updateBorrowingLocked.
 */
export function decideCurrentLimits(borrowers: readonly Borrower[]): CurrentLimits {
  const total = borrowers.reduce((sum, { nominal }) => sum + nominal, 0);
  const floors = borrowers.map(({ isExempt, lower, nominal, highWatermark }) => Math.max(lower, isExempt ? highWatermark : Math.min(nominal, highWatermark)));
  const floorOf = (one: Borrower) => floors[borrowers.indexOf(one)] as number;
  const limited = borrowers.filter(({ isExempt }) => !isExempt);
  const left = borrowers.reduce((sum, one) => (one.isExempt ? sum - floorOf(one) : sum), total);
  const leastSum = limited.reduce((sum, { lower }) => sum + lower, 0);
  const floorSum = limited.reduce((sum, one) => sum + floorOf(one), 0);
  const targetOf = (one: Borrower) => Math.max(floorOf(one), one.isExempt ? 0 : one.smoothedDemand);
  const targets = borrowers.map(targetOf);
  const withCurrent = (seats: (one: Borrower) => number, fairFraction = 0): CurrentLimits => ({
    current: borrowers.map((one) => (one.isExempt ? floorOf(one) : seats(one))),
    targets,
    fairFraction,
  });

  if (left <= leastSum) return withCurrent(({ lower }) => lower);
  if (left <= floorSum) {
    const fraction = (left - leastSum) / (floorSum - leastSum);
    return withCurrent((one) => one.lower + Math.round((floorOf(one) - one.lower) * fraction));
  }
  const allocation = allocateSeats(total, limited.map((one) => ({ target: targetOf(one), least: floorOf(one), most: one.upper })));
  if (allocation === undefined) return withCurrent(({ current }) => current);
  return withCurrent((one) => Math.round(allocation.seats[limited.indexOf(one)] as number), allocation.fairFraction);
}
