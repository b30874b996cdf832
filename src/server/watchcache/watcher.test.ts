import assert from "node:assert/strict";
import { test } from "node:test";
import { expired } from "../../machinery/errors/constructors.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import { failedWatcher, Watcher } from "./watcher.ts";

const added = (name: string): WatchEvent => ({ type: "ADDED", object: { metadata: { name } } });

/** A watcher that begins with these, and how often it has told that it was done with them. */
function beginning(...events: WatchEvent[]): { watcher: Watcher; told: () => number } {
  const watcher: Watcher = new Watcher({ wantsBookmarks: false, onStop: () => {} });
  watcher.start(events);
  let times = 0;
  watcher.onInitialized(() => times++);
  return { watcher, told: () => times };
}

test("a watch that begins with nothing is initialized at once", () => {
  assert.equal(beginning().told(), 1);
});

test("a watch is initialized when more is asked for than it began with, once", async () => {
  const { watcher, told } = beginning(added("a"));
  watcher.push([added("b")]);
  assert.deepEqual([(await watcher.next())?.length, told()], [2, 0]);
  const more = watcher.next();
  assert.equal(told(), 1);
  watcher.push([added("c")]);
  await more;
  void watcher.next();
  watcher.stop();
  assert.equal(told(), 1);
});

test("a watch that is given up before it has sent all is initialized then", () => {
  const { watcher, told } = beginning(added("a"));
  watcher.stop();
  assert.equal(told(), 1);
});

test("a watch that cannot be had is initialized from its start", () => {
  let told = false;
  failedWatcher(expired("too old")).onInitialized(() => (told = true));
  assert.equal(told, true);
});
