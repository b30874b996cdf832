import assert from "node:assert/strict";
import { test } from "node:test";
import { allocateSeats, type Sharer } from "./allocate-seats.ts";

const cases: { name: string; total: number; sharers: Sharer[]; seats: number[] | undefined }[] = [
  { name: "everybody gets the same fraction of its target", total: 30, sharers: [{ target: 10, least: 0, most: 100 }, { target: 5, least: 0, most: 100 }], seats: [20, 10] },
  { name: "who may not have more leaves it to the others", total: 30, sharers: [{ target: 10, least: 0, most: 12 }, { target: 5, least: 0, most: 100 }], seats: [12, 18] },
  { name: "who may not have less takes it from the others", total: 10, sharers: [{ target: 10, least: 8, most: 100 }, { target: 10, least: 0, most: 100 }], seats: [8, 2] },
  { name: "nobody wants anything", total: 12, sharers: [{ target: 0, least: 0, most: 100 }, { target: 0, least: 0, most: 100 }], seats: [6, 6] },
  { name: "just as much as all must have", total: 12, sharers: [{ target: 8, least: 8, most: 9 }, { target: 4, least: 4, most: 9 }], seats: [8, 4] },
  { name: "just as much as all may have", total: 18, sharers: [{ target: 8, least: 8, most: 9 }, { target: 4, least: 4, most: 9 }], seats: [9, 9] },
  { name: "less than all must have", total: 11, sharers: [{ target: 8, least: 8, most: 9 }, { target: 4, least: 4, most: 9 }], seats: undefined },
  { name: "more than all may have", total: 19, sharers: [{ target: 8, least: 8, most: 9 }, { target: 4, least: 4, most: 9 }], seats: undefined },
  { name: "nobody to share", total: 0, sharers: [], seats: undefined },
];

for (const { name, total, sharers, seats } of cases) {
  test(`allocateSeats: ${name}`, () => {
    assert.deepEqual(allocateSeats(total, sharers)?.seats.map((one) => Math.round(one * 1e6) / 1e6), seats);
  });
}
