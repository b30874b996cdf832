import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { WatchView } from "./audience.ts";
import { Audiences } from "./audiences.ts";
import { CacheEvent } from "./cache-event.ts";
import { Watcher } from "./watcher.ts";

const view: WatchView = { scope: "default/", id: "v1", apiVersion: "v1", kind: "ConfigMap", matches: undefined };

/** An audience of so many watchers that it rests 20 microseconds for each after a delivery. */
class Theatre {
  readonly clock = new VirtualClock();
  readonly audiences = new Audiences();
  #revision = 1;

  join(): Watcher {
    const watcher: Watcher = new Watcher({ wantsBookmarks: false, onStop: (over) => this.audiences.leave(view, over) });
    this.audiences.join(view, watcher);
    return watcher;
  }

  change(): void {
    const revision = ++this.#revision;
    this.audiences.take(new CacheEvent({ revision, heardAt: 0, key: "default/a", object: { metadata: { resourceVersion: String(revision) } }, previous: undefined }));
    this.audiences.flush(this.clock);
  }
}

async function versions(watcher: Watcher): Promise<(string | undefined)[]> {
  return ((await watcher.next()) ?? []).map(({ object }) => (object as { metadata: { resourceVersion: string } }).metadata.resourceVersion);
}

test("a small audience hears of every change at once", async () => {
  const theatre = new Theatre();
  const watcher = theatre.join();
  for (const expected of ["2", "3"]) {
    theatre.change();
    assert.deepEqual(await versions(watcher), [expected]);
  }
});

test("a large audience hears of the first change at once, and of those during its rest together", async () => {
  const theatre = new Theatre();
  const [watcher] = Array.from({ length: 200 }, () => theatre.join());
  assert.ok(watcher);
  theatre.change();
  assert.deepEqual(await versions(watcher), ["2"]);
  theatre.change();
  await theatre.clock.advance(3);
  theatre.change();
  const heard = versions(watcher);
  let isHeard = false;
  void heard.then(() => (isHeard = true));
  await theatre.clock.advance(0.9);
  assert.equal(isHeard, false);
  await theatre.clock.advance(0.1);
  assert.deepEqual(await heard, ["3", "4"]);
  await theatre.clock.advance(4);
  theatre.change();
  assert.deepEqual(await versions(watcher), ["5"]);
});

test("who joins during a rest is not told what the state it starts with holds", async () => {
  const theatre = new Theatre();
  const [watcher] = Array.from({ length: 200 }, () => theatre.join());
  assert.ok(watcher);
  theatre.change();
  theatre.change();
  const late = theatre.join();
  assert.deepEqual(await versions(watcher), ["2", "3"]);
  theatre.change();
  await theatre.clock.advance(5);
  assert.deepEqual(await versions(late), ["4"]);
});
