import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nextState, type Outcome, type ReflectorState } from "./state.ts";

const backoff = (failures: number): number => failures * 1_000;
const listing: ReflectorState = { type: "listing", failures: 0 };
const watching: ReflectorState = { type: "watching", resourceVersion: "5", failures: 0 };
const failedTwice: ReflectorState = { type: "watching", resourceVersion: "5", failures: 2 };

const table: [from: ReflectorState, outcome: Outcome, to: ReflectorState, name: string][] = [
  [listing, { type: "listed", resourceVersion: "7" }, { type: "watching", resourceVersion: "7", failures: 0 }, "a list is followed by a watch from its version"],
  [listing, { type: "failed" }, { type: "waiting", delayMs: 1_000, next: { type: "listing", failures: 1 } }, "a failed list is tried again after a while"],
  [listing, { type: "failed", retryAfterMs: 9_000 }, { type: "waiting", delayMs: 9_000, next: { type: "listing", failures: 1 } }, "not sooner than the server asks"],
  [listing, { type: "failed", retryAfterMs: 10 }, { type: "waiting", delayMs: 1_000, next: { type: "listing", failures: 1 } }, "and not sooner than the back-off"],
  [watching, { type: "ended", resourceVersion: "9", short: false }, { type: "watching", resourceVersion: "9", failures: 0 }, "a watch that ends is resumed at once where it stopped"],
  [failedTwice, { type: "ended", resourceVersion: "9", short: false }, { type: "watching", resourceVersion: "9", failures: 0 }, "a good watch forgets failures"],
  [watching, { type: "ended", resourceVersion: "5", short: true }, { type: "waiting", delayMs: 1_000, next: { type: "watching", resourceVersion: "5", failures: 1 } }, "one that ends at once without an event is not"],
  [watching, { type: "failed", resourceVersion: "8" }, { type: "waiting", delayMs: 1_000, next: { type: "watching", resourceVersion: "8", failures: 1 } }, "a broken watch goes on from what it saw last"],
  [failedTwice, { type: "failed" }, { type: "waiting", delayMs: 3_000, next: { type: "watching", resourceVersion: "5", failures: 3 } }, "failures in a row wait longer"],
  [watching, { type: "expired" }, { type: "listing", failures: 1 }, "a forgotten version means a new list at once"],
  [{ type: "listing", failures: 1 }, { type: "expired" }, { type: "waiting", delayMs: 2_000, next: { type: "listing", failures: 2 } }, "but not in a loop"],
  [{ type: "waiting", delayMs: 1_000, next: watching }, { type: "waited" }, watching, "a wait leads to what it was for"],
];

describe("reflector: transitions", () => {
  for (const [from, outcome, to, name] of table) test(name, () => assert.deepEqual(nextState(from, outcome, backoff), to));
});
