import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FutureRevisionError, type Revision, RevisionCompactedError, type Store, StoreClosedError, type StoreEvent, WatchLaggedError, type WriteResult } from "./contract.ts";

export interface ConformanceOpenOptions {
  /** The bound of a watcher's buffer, for the check that it holds. */
  readonly maxBufferedEvents?: number;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array): string => new TextDecoder().decode(value);

/** The revision of a write that is expected to succeed. */
async function written(result: Promise<WriteResult>): Promise<Revision> {
  const outcome = await result;
  assert.ok(outcome.ok, "the write's condition did not hold");
  return outcome.revision;
}

/** An event on one line, such as `7 put /a=new (was old)`. */
function line(event: StoreEvent): string {
  if (event.type === "delete") return `${event.revision} delete ${event.key} (was ${text(event.previous.value)})`;
  const was = event.previous === undefined ? "" : ` (was ${text(event.previous.value)})`;
  return `${event.revision} put ${event.entry.key}=${text(event.entry.value)}${was}`;
}

/** Reads `count` events, then stops the watch. */
async function take(store: Store, prefix: string, since: Revision, count: number): Promise<string[]> {
  const stop = new AbortController();
  const lines: string[] = [];
  for await (const batch of store.watch(prefix, since, stop.signal)) {
    lines.push(...batch.map(line));
    if (lines.length >= count) stop.abort();
  }
  return lines;
}

async function list(store: Store, prefix: string, revision?: Revision): Promise<string[]> {
  const { entries } = await store.range(prefix, { revision });
  return entries.map((entry) => `${entry.key}=${text(entry.value)}`);
}

/**
 * What every backend must do. A new backend adds one test file that calls this. `open` gives an empty store of its own
 * to each check, which closes it.
 */
export function storeConformance(backend: string, open: (options?: ConformanceOpenOptions) => Promise<Store>): void {
  const check = (name: string, body: (store: Store) => Promise<void>, options?: ConformanceOpenOptions): void => {
    test(name, async () => {
      const store = await open(options);
      try {
        await body(store);
      } finally {
        await store.close();
      }
    });
  };

  describe(`store ${backend}: writes`, () => {
    check("an empty store stands at revision 1 and holds nothing", async (store) => {
      assert.equal(await store.revision(), 1);
      assert.deepEqual(await store.range("/"), { entries: [], revision: 1, remaining: 0 });
      assert.deepEqual(await store.get("/a"), { entry: undefined, revision: 1 });
    });

    check("every successful write takes the next revision; a refused one takes none", async (store) => {
      assert.deepEqual(await store.create("/a", bytes("1")), { ok: true, revision: 2 });
      assert.equal((await store.create("/a", bytes("2"))).ok, false);
      assert.deepEqual(await store.update("/a", bytes("2"), 2), { ok: true, revision: 3 });
      assert.equal((await store.update("/a", bytes("3"), 2)).ok, false);
      assert.equal((await store.delete("/a", 2)).ok, false);
      assert.deepEqual(await store.delete("/a", 3), { ok: true, revision: 4 });
      assert.equal(await store.revision(), 4);
    });

    check("a refused write tells what stands there", async (store) => {
      await store.create("/a", bytes("1"));
      const refused = await store.create("/a", bytes("2"));
      assert.ok(!refused.ok && refused.current !== undefined);
      assert.deepEqual({ ...refused.current, value: text(refused.current.value) }, { key: "/a", value: "1", createRevision: 2, modRevision: 2 });
      assert.deepEqual(await store.update("/none", bytes("x"), 2), { ok: false, current: undefined });
      assert.deepEqual(await store.delete("/none", 2), { ok: false, current: undefined });
    });

    check("an update keeps the create revision; a key made again gets a new one", async (store) => {
      const first = await written(store.create("/a", bytes("1")));
      const second = await written(store.update("/a", bytes("2"), first));
      const { entry } = await store.get("/a");
      assert.deepEqual([entry?.createRevision, entry?.modRevision], [first, second]);
      await store.delete("/a", second);
      const third = await written(store.create("/a", bytes("3")));
      assert.equal((await store.get("/a")).entry?.createRevision, third);
    });

    check("two writers who read the same revision: exactly one wins", async (store) => {
      const revision = await written(store.create("/a", bytes("0")));
      const results = await Promise.all(["1", "2", "3"].map((value) => store.update("/a", bytes(value), revision)));
      assert.equal(results.filter((result) => result.ok).length, 1);
    });

    check("a hundred creates of one key at once: exactly one wins, and the losers see its value", async (store) => {
      const results = await Promise.all(Array.from({ length: 100 }, (_, i) => store.create("/a", bytes(String(i)))));
      const winner = results.findIndex((result) => result.ok);
      assert.equal(results.filter((result) => result.ok).length, 1);
      for (const result of results) if (!result.ok) assert.equal(text(result.current!.value), String(winner));
    });

    check("concurrent writes to different keys all succeed, each with a revision of its own", async (store) => {
      const revisions = await Promise.all(Array.from({ length: 200 }, (_, i) => written(store.create(`/k/${i}`, bytes("v")))));
      assert.deepEqual([...revisions].sort((a, b) => a - b), Array.from({ length: 200 }, (_, i) => i + 2));
    });

    check("concurrent read-modify-write loops lose no increment", async (store) => {
      await store.create("/counter", bytes("0"));
      const increment = async (): Promise<void> => {
        for (;;) {
          const { entry } = await store.get("/counter");
          const next = String(Number(text(entry!.value)) + 1);
          if ((await store.update("/counter", bytes(next), entry!.modRevision)).ok) return;
        }
      };
      await Promise.all(Array.from({ length: 20 }, increment));
      assert.equal(text((await store.get("/counter")).entry!.value), "20");
    });

    check("values come back byte for byte, empty and binary ones too", async (store) => {
      const binary = Uint8Array.from({ length: 256 }, (_, i) => i);
      await Promise.all([store.create("/binary", binary), store.create("/empty", new Uint8Array(0)), store.create("/large", new Uint8Array(1_500_000).fill(7))]);
      assert.deepEqual(new Uint8Array((await store.get("/binary")).entry!.value), binary);
      assert.equal((await store.get("/empty")).entry!.value.length, 0);
      assert.equal((await store.get("/large")).entry!.value.length, 1_500_000);
    });
  });

  describe(`store ${backend}: reads`, () => {
    check("a range holds what starts with the prefix, in UTF-8 order", async (store) => {
      for (const key of ["/pods/b", "/pods/a/x", "/podsx", "/pods/\u{1f600}", "/pods/\uffff", "/pods/B", "/po"]) await store.create(key, bytes(""));
      assert.deepEqual(await list(store, "/pods/"), ["/pods/B=", "/pods/a/x=", "/pods/b=", "/pods/\uffff=", "/pods/\u{1f600}="]);
    });

    const pages: { name: string; limit?: number; startAfter?: string; keys: string[]; remaining: number }[] = [
      { name: "no limit", keys: ["/a/1", "/a/2", "/a/3"], remaining: 0 },
      { name: "one less than there are", limit: 2, keys: ["/a/1", "/a/2"], remaining: 1 },
      { name: "exactly as many as there are", limit: 3, keys: ["/a/1", "/a/2", "/a/3"], remaining: 0 },
      { name: "the page after a key", limit: 1, startAfter: "/a/1", keys: ["/a/2"], remaining: 1 },
      { name: "the page after a key that is gone", startAfter: "/a/1x", keys: ["/a/2", "/a/3"], remaining: 0 },
      { name: "the page after the last key", startAfter: "/a/3", keys: [], remaining: 0 },
      { name: "a page that starts before the prefix", limit: 1, startAfter: "/", keys: ["/a/1"], remaining: 2 },
    ];
    for (const { name, limit, startAfter, keys, remaining } of pages) {
      check(`pages: ${name}`, async (store) => {
        for (const key of ["/a/1", "/a/2", "/a/3", "/b/1"]) await store.create(key, bytes(""));
        const result = await store.range("/a/", { limit, startAfter });
        assert.deepEqual({ keys: result.entries.map((entry) => entry.key), remaining: result.remaining, revision: result.revision }, { keys, remaining, revision: 5 });
      });
    }

    check("reads at past revisions see exactly what stood then", async (store) => {
      await store.create("/a", bytes("1")); // 2
      await store.create("/b", bytes("1")); // 3
      await store.update("/a", bytes("2"), 2); // 4
      await store.delete("/b", 3); // 5
      await store.create("/b", bytes("3")); // 6
      const history: [Revision, string[]][] = [[1, []], [2, ["/a=1"]], [3, ["/a=1", "/b=1"]], [4, ["/a=2", "/b=1"]], [5, ["/a=2"]], [6, ["/a=2", "/b=3"]]];
      for (const [revision, expected] of history) {
        assert.deepEqual(await list(store, "/", revision), expected, `at ${revision}`);
        const single = (await store.get("/b", { revision })).entry;
        assert.equal(single === undefined ? undefined : `/b=${text(single.value)}`, expected.find((found) => found.startsWith("/b")), `/b at ${revision}`);
      }
    });

    check("pages at one past revision agree, whatever is written between them", async (store) => {
      for (let i = 0; i < 6; i++) await store.create(`/${i}`, bytes("old"));
      const first = await store.range("/", { limit: 2 });
      await store.delete("/3", 5);
      await store.update("/4", bytes("new"), 6);
      await store.create("/35", bytes("new"));
      const second = await store.range("/", { revision: first.revision, startAfter: "/1", limit: 3 });
      assert.deepEqual(second.entries.map((entry) => `${entry.key}=${text(entry.value)}@${entry.modRevision}`), ["/2=old@4", "/3=old@5", "/4=old@6"]);
      assert.deepEqual([second.remaining, second.revision], [1, first.revision]);
    });

    check("a future revision is refused with the newest one", async (store) => {
      await store.create("/a", bytes("1"));
      for (const read of [store.get("/a", { revision: 3 }), store.range("/", { revision: 3 }), store.changes("/", 3)]) {
        await assert.rejects(read, (error: unknown) => error instanceof FutureRevisionError && error.current === 2);
      }
    });
  });

  describe(`store ${backend}: changes and watches`, () => {
    check("changes are what happened after a revision, in order, with what stood before", async (store) => {
      await store.create("/a", bytes("1"));
      await store.create("/other", bytes("1"));
      await store.update("/a", bytes("2"), 2);
      await store.delete("/a", 4);
      const all = ["2 put /a=1", "4 put /a=2 (was 1)", "5 delete /a (was 2)"];
      for (const [since, expected] of [[1, all], [2, all.slice(1)], [3, all.slice(1)], [4, all.slice(2)], [5, []]] as [Revision, string[]][]) {
        const { events, through } = await store.changes("/a", since);
        assert.deepEqual([events.map(line), through], [expected, 5], `since ${since}`);
      }
      const page = await store.changes("/a", 1, { limit: 2 });
      assert.deepEqual([page.events.map(line), page.through], [all.slice(0, 2), 4]);
    });

    check("a watch from a past revision replays what happened since, in order, once, and goes on", async (store) => {
      await store.create("/a", bytes("1"));
      await store.update("/a", bytes("2"), 2);
      const watching = take(store, "/", 2, 3);
      await store.create("/b", bytes("3"));
      await store.delete("/a", 3);
      assert.deepEqual(await watching, ["3 put /a=2 (was 1)", "4 put /b=3", "5 delete /a (was 2)"]);
    });

    check("a watch sees only its prefix", async (store) => {
      const watching = take(store, "/pods/", 1, 2);
      await Promise.all(["/podsx", "/pods/a", "/nodes/a", "/pods/b"].map((key) => store.create(key, bytes(""))));
      assert.deepEqual((await watching).map((found) => found.slice(found.indexOf(" "))), [" put /pods/a=", " put /pods/b="]);
    });

    check("watchers that start at any moment under load see every change once, in order", async (store) => {
      const writes = 300;
      const starts = [0, 1, 7, 100, 150, 299];
      const watching: Promise<string[]>[] = [];
      const writing: Promise<unknown>[] = [];
      for (let i = 0; i < writes; i++) {
        if (starts.includes(i)) watching.push(take(store, "/", 1, writes));
        writing.push(store.create(`/${i}`, bytes("v")));
        if (i % 50 === 49) await Promise.all(writing);
      }
      await Promise.all(writing);
      const expected = Array.from({ length: writes }, (_, i) => i + 2);
      for (const lines of await Promise.all(watching)) assert.deepEqual(lines.map((found) => Number.parseInt(found, 10)), expected);
    });

    check("a watcher has seen a change when its writer goes on", async (store) => {
      const seen: Revision[] = [];
      const stop = new AbortController();
      const watching = (async () => {
        for await (const batch of store.watch("/", 1, stop.signal)) seen.push(...batch.map((event) => event.revision));
      })();
      await written(store.create("/warm", bytes("")));
      await new Promise((resolve) => setImmediate(resolve));
      for (let i = 0; i < 5; i++) {
        const revision = await written(store.create(`/${i}`, bytes("")));
        await new Promise((resolve) => setImmediate(resolve));
        assert.equal(seen.at(-1), revision);
      }
      stop.abort();
      await watching;
    });

    check("an aborted watch ends quietly, also one that has nothing to hand out", async (store) => {
      const stop = new AbortController();
      const idle = store.watch("/", 1, stop.signal)[Symbol.asyncIterator]();
      const pending = idle.next();
      stop.abort();
      assert.equal((await pending).done, true);
      const late = store.watch("/", 1, stop.signal)[Symbol.asyncIterator]();
      assert.equal((await late.next()).done, true);
    });

    check("a watch from the future is refused", async (store) => {
      await assert.rejects(take(store, "/", 2, 1), FutureRevisionError);
    });

    check(
      "a watcher that falls behind is cut off, and the others are not",
      async (store) => {
        const stop = new AbortController();
        const slow = store.watch("/", 1, stop.signal)[Symbol.asyncIterator]();
        const quick = take(store, "/", 1, 21);
        const first = slow.next();
        await store.create("/first", bytes(""));
        await first;
        for (let i = 0; i < 20; i++) {
          await store.create(`/${i}`, bytes(""));
          await new Promise((resolve) => setImmediate(resolve));
        }
        await assert.rejects(async () => {
          while (!(await slow.next()).done);
        }, WatchLaggedError);
        assert.equal((await quick).length, 21);
        stop.abort();
      },
      { maxBufferedEvents: 10 },
    );
  });

  describe(`store ${backend}: compaction and closing`, () => {
    check("compaction forgets what is older, and keeps the newest state and what is later", async (store) => {
      await store.create("/a", bytes("1")); // 2
      await store.update("/a", bytes("2"), 2); // 3
      await store.create("/gone", bytes("1")); // 4
      await store.delete("/gone", 4); // 5
      await store.create("/b", bytes("1")); // 6
      await store.update("/a", bytes("3"), 3); // 7
      await store.compact(5);
      assert.deepEqual(await list(store, "/", 5), ["/a=2"]);
      assert.deepEqual(await list(store, "/", 6), ["/a=2", "/b=1"]);
      assert.deepEqual(await list(store, "/"), ["/a=3", "/b=1"]);
      assert.deepEqual((await store.changes("/", 5)).events.map(line), ["6 put /b=1", "7 put /a=3 (was 2)"]);
      for (const read of [store.get("/a", { revision: 4 }), store.range("/", { revision: 4 }), store.changes("/", 4), take(store, "/", 4, 1)]) {
        await assert.rejects(read, (error: unknown) => error instanceof RevisionCompactedError && error.compacted === 5);
      }
    });

    check("compacting to where the store stands keeps its revision and its state", async (store) => {
      await store.create("/a", bytes("1"));
      await store.create("/b", bytes("1"));
      await store.delete("/b", 3);
      await store.compact(4);
      assert.equal(await store.revision(), 4);
      assert.deepEqual(await list(store, "/", 4), ["/a=1"]);
      assert.deepEqual(await store.create("/b", bytes("2")), { ok: true, revision: 5 });
    });

    check("compacting again to the same or an older revision changes nothing; to a future one is refused", async (store) => {
      await store.create("/a", bytes("1"));
      await store.update("/a", bytes("2"), 2);
      await store.compact(3);
      await store.compact(3);
      await store.compact(2);
      assert.deepEqual(await list(store, "/", 3), ["/a=2"]);
      await assert.rejects(store.compact(4), FutureRevisionError);
    });

    check("a large compaction under writes loses nothing", async (store) => {
      let revision = await written(store.create("/hot", bytes("0")));
      for (let i = 1; i <= 1_500; i += 50) {
        await Promise.all(Array.from({ length: 49 }, (_, j) => store.create(`/cold/${i + j}`, bytes("c"))));
        revision = await written(store.update("/hot", bytes(String(i)), revision));
      }
      const compacting = store.compact(await store.revision());
      const [during] = await Promise.all([store.create("/during", bytes("d")), compacting]);
      assert.ok(during.ok);
      assert.equal((await store.range("/cold/")).entries.length, 30 * 49);
      assert.equal(text((await store.get("/hot")).entry!.value), "1451");
    });

    test("closing waits for writes under way, ends watches quietly, and refuses what comes later", async () => {
      const store = await open();
      const iterator = store.watch("/", 1, new AbortController().signal)[Symbol.asyncIterator]();
      const first = iterator.next();
      const underWay = store.create("/a", bytes("1"));
      const closing = store.close();
      assert.equal((await underWay).ok, true);
      await closing;
      const seen = await first;
      assert.ok(seen.done || seen.value.length === 1);
      for (const late of [store.create("/b", bytes("")), store.get("/a"), store.range("/"), store.revision(), store.changes("/", 1), store.compact(1)]) {
        await assert.rejects(late, StoreClosedError);
      }
      await store.close();
    });
  });
}
