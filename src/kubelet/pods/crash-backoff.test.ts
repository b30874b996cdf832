import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffRemainingMs } from "./crash-backoff.ts";

const now = Date.UTC(2026, 0, 1, 12);
const backoff = { delayMs: 20_000, updatedAt: now - 60_000 };

for (const [name, finishedAt, remainingMs] of [
  ["one that has just exited waits for all of it", now, 20_000],
  ["one that exited a while ago waits for the rest", now - 15_000, 5_000],
  ["one that exited so long ago does not wait", now - 20_000, 0],
  ["an end a little ahead, as clocks differ, is waited for", now + 20_000, 40_000],
  ["an end further ahead is of a clock that was set back, and keeps nobody waiting", now + 20_001, 0],
] as const) {
  test(`crash back-off: ${name}`, () => assert.equal(backoffRemainingMs(backoff, finishedAt, now), remainingMs));
}
