import assert from "node:assert/strict";
import { test } from "node:test";
import { RetryAfter } from "./retry-after.ts";

/** Refuses so many in each second, from second 1000 on; what clients are told after each. */
function told(perSecond: readonly number[]): number[] {
  const retryAfter = new RetryAfter();
  return perSecond.map((refusals, index) => {
    for (let one = 0; one < refusals; one++) retryAfter.note(1_000 + index);
    return retryAfter.seconds;
  });
}

const cases: { name: string; perSecond: number[]; seconds: number[] }[] = [
  { name: "a few refusals are told a second", perSecond: [2, 2, 2, 2], seconds: [1, 1, 1, 1] },
  { name: "three in a second double it, from the next on", perSecond: [3, 1], seconds: [1, 2] },
  { name: "it doubles once a wait", perSecond: [9, 9, 9, 9, 9, 9, 9], seconds: [1, 2, 2, 4, 4, 4, 4] },
  { name: "it stops at half a minute", perSecond: new Array(70).fill(200), seconds: [] },
  { name: "it falls by one a second when few are refused", perSecond: [9, 9, 9, 9, 0, 0, 0, 0, 1, 1, 1], seconds: [1, 2, 2, 4, 4, 4, 4, 4, 3, 2, 2] },
];

for (const { name, perSecond, seconds } of cases) {
  test(`Retry-After: ${name}`, () => (seconds.length === 0 ? assert.equal(told(perSecond).at(-1), 32) : assert.deepEqual(told(perSecond), seconds)));
}
