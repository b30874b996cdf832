import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { CacheEvent } from "./cache-event.ts";
import { History } from "./history.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function anEvent(revision: number, heardAt = 0): CacheEvent {
  return new CacheEvent({ revision, heardAt, key: `a/${revision}`, object: { metadata: { name: `${revision}` } }, previous: undefined });
}

test("History: holds on to no change that it has dropped", async () => {
  const history = new History(0, { maxEvents: 100 });
  const events: WeakRef<CacheEvent>[] = [];
  for (let revision = 1; revision <= 450; revision++) {
    const event = anEvent(revision);
    events.push(new WeakRef(event));
    history.add(event);
  }
  await new Promise((resolve) => setImmediate(resolve)); // a WeakRef keeps its object until the turn ends
  collectGarbage();
  assert.equal(events.filter((event) => event.deref() !== undefined).length, 100);
  assert.deepEqual([history.since, history.after(448).map(({ revision }) => revision)], [350, [449, 450]]);
});

const atRest: readonly { name: string; now: number; changes: number; since: number; left: number }[] = [
  { name: "at its age everything stays", now: 1_000, changes: 150, since: 0, left: 150 },
  { name: "past its age the last hundred stay", now: 1_001, changes: 150, since: 50, left: 100 },
  { name: "a hundred stay however old they are", now: 1_000_000, changes: 100, since: 0, left: 100 },
];
for (const { name, now, changes, since, left } of atRest) {
  test(`History at rest: ${name}`, () => {
    const history = new History(0, { maxAgeMs: 1_000 });
    for (let revision = 1; revision <= changes; revision++) history.add(anEvent(revision));
    history.rest(now);
    assert.deepEqual([history.since, history.size, history.after(since).length], [since, left, left]);
  });
}
