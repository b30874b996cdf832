import assert from "node:assert/strict";
import { test } from "node:test";
import { mandatoryLevels, suggestedLevels } from "../../api/flowcontrol/bootstrap/levels.ts";
import type { PriorityLevelConfiguration } from "../../api/types/flowcontrol/v1.gen.ts";
import { type Borrower, decideConfiguredLimits, decideCurrentLimits } from "./decide-limits.ts";
import { smoothDemand } from "./demand.ts";

test("a fresh cluster's levels share 600 seats as upstream's do", () => {
  const levels = [...mandatoryLevels, ...suggestedLevels];
  const limits = decideConfiguredLimits(levels, 600).map(({ nominal, lower, upper }, index) => [levels[index]?.metadata.name, nominal, lower, upper]);
  assert.deepEqual(limits, [
    ["exempt", 0, 0, 600],
    ["catch-all", 13, 13, 613],
    ["system", 74, 50, 674],
    ["node-high", 98, 73, 698],
    ["leader-election", 25, 25, 625],
    ["workload-high", 98, 49, 698],
    ["workload-low", 245, 24, 845],
    ["global-default", 49, 24, 649],
  ]);
});

test("borrowing is limited where the level says so", () => {
  const level = (borrowingLimitPercent: number): PriorityLevelConfiguration => ({ metadata: { name: "a" }, spec: { type: "Limited", limited: { nominalConcurrencyShares: 10, lendablePercent: 25, borrowingLimitPercent } } });
  assert.deepEqual(decideConfiguredLimits([level(0), level(150)], 20), [
    { nominal: 10, lower: 7, upper: 10 },
    { nominal: 10, lower: 7, upper: 25 },
  ]);
});

const borrower = (overrides: Partial<Borrower> = {}): Borrower => ({ nominal: 10, lower: 5, upper: 40, isExempt: false, highWatermark: 0, smoothedDemand: 0, current: 10, ...overrides });

const cases: { name: string; borrowers: Borrower[]; current: number[] }[] = [
  { name: "who wants nothing is left what all have left", borrowers: [borrower(), borrower()], current: [10, 10] },
  { name: "who wants more borrows", borrowers: [borrower({ highWatermark: 15, smoothedDemand: 15 }), borrower()], current: [15, 5] },
  { name: "not more than it may", borrowers: [borrower({ upper: 12, highWatermark: 30, smoothedDemand: 30 }), borrower()], current: [12, 8] },
  { name: "not what another used of its own", borrowers: [borrower({ highWatermark: 30, smoothedDemand: 30 }), borrower({ highWatermark: 8, smoothedDemand: 2 })], current: [12, 8] },
  { name: "two that want more share by what they want", borrowers: [borrower({ highWatermark: 30, smoothedDemand: 40 }), borrower({ highWatermark: 30, smoothedDemand: 20 }), borrower({ lower: 0 })], current: [20, 10, 0] },
  { name: "exempt requests take what they take", borrowers: [borrower({ isExempt: true, nominal: 0, lower: 0, highWatermark: 4 }), borrower(), borrower()], current: [4, 10, 10] },
  { name: "many exempt requests leave the others what they must have", borrowers: [borrower({ isExempt: true, nominal: 0, lower: 0, highWatermark: 50 }), borrower({ highWatermark: 9 }), borrower()], current: [50, 5, 5] },
  { name: "just as much as all used of their own", borrowers: [borrower({ isExempt: true, nominal: 0, lower: 0, highWatermark: 2 }), borrower({ highWatermark: 9 }), borrower({ highWatermark: 9 })], current: [2, 9, 9] },
  { name: "and with a little more, a part of what they used", borrowers: [borrower({ isExempt: true, nominal: 0, lower: 0, highWatermark: 7 }), borrower({ highWatermark: 9 }), borrower({ highWatermark: 9 })], current: [7, 7, 7] },
];

for (const { name, borrowers, current } of cases) test(`borrowing: ${name}`, () => assert.deepEqual(decideCurrentLimits(borrowers).current, current));

test("demand rises at once, and falls by half in five minutes however often it is looked at", () => {
  const calm = (seconds: number) => ({ seconds, average: 0, deviation: 0, highWatermark: 0 });
  assert.equal(smoothDemand(3, { seconds: 10, average: 5, deviation: 2, highWatermark: 9 }), 7);
  assert.equal(smoothDemand(3, calm(0)), 3);
  assert.equal(Math.abs(smoothDemand(8, calm(300)) - 4) < 0.1, true);
  let inSteps = 8;
  for (let step = 0; step < 30; step++) inSteps = smoothDemand(inSteps, calm(10));
  assert.equal(Math.abs(inSteps - smoothDemand(8, calm(300))) < 1e-9, true);
});
