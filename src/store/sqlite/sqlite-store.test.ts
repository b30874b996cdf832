import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { storeConformance } from "../conformance.ts";
import { type Store, StoreUnavailableError } from "../contract.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const directory = mkdtempSync(join(tmpdir(), "wherry-store-"));
after(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;
const newPath = (): string => join(directory, `${files++}.db`);
const value = (size: number): Uint8Array => new Uint8Array(size).fill(120);

storeConformance("sqlite", (options) => openSqliteStore({ path: newPath(), ...options }));

async function reopened(path: string, before: (store: Store) => Promise<void>): Promise<Store> {
  const store = await openSqliteStore({ path });
  await before(store);
  await store.close();
  return openSqliteStore({ path });
}

test("state, history and revision are there again after a restart", async () => {
  const store = await reopened(newPath(), async (first) => {
    await first.create("/a", value(1));
    await first.update("/a", value(2), 2);
    await first.delete("/a", 3);
  });
  assert.equal(await store.revision(), 4);
  assert.equal((await store.get("/a", { revision: 3 })).entry?.value.length, 2);
  assert.deepEqual((await store.changes("/", 1)).events.map((event) => event.revision), [2, 3, 4]);
  await store.close();
});

test("the revision does not go back when the newest row was a deletion that compaction cleared away", async () => {
  const store = await reopened(newPath(), async (first) => {
    await first.create("/a", value(1));
    await first.delete("/a", 2);
    await first.compact(3);
  });
  assert.equal(await store.revision(), 3);
  assert.deepEqual(await store.create("/a", value(1)), { ok: true, revision: 4 });
  await store.close();
});

test("a second opening of the same file is refused with the holder's process id, and the first goes on", async () => {
  const path = newPath();
  const store = await openSqliteStore({ path });
  await assert.rejects(openSqliteStore({ path }), (error: unknown) => {
    assert.ok(error instanceof StoreUnavailableError);
    assert.match(error.message, new RegExp(`cannot open the store .* process ${process.pid} has it open; stop that one`));
    return true;
  });
  assert.equal((await store.create("/a", value(1))).ok, true);
  await store.close();
  await (await openSqliteStore({ path })).close();
});

test("another process cannot open the file either", async () => {
  const path = newPath();
  const store = await openSqliteStore({ path });
  const script = `import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, "sqlite-store.ts"))};
    await openSqliteStore({ path: ${JSON.stringify(path)} }).then(() => console.log("opened"), (error) => console.log(error.name));`;
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }).trim(), "StoreUnavailableError");
  await store.close();
});

const unusable: { name: string; make: (path: string) => void; message: RegExp }[] = [
  { name: "is not a database", make: (path) => writeFileSync(path, "this is a text file, and rather longer than a header\n".repeat(100)), message: /not a store of this program.*move the file away/ },
  { name: "belongs to another program", make: (path) => execFileSync(process.execPath, ["-e", `new (require("node:sqlite").DatabaseSync)(process.argv[1]).exec("CREATE TABLE theirs (x)")`, path]), message: /belongs to another program/ },
  { name: "has no directory", make: (path) => rmSync(path, { force: true }), message: /cannot be opened.*check that its directory exists/ },
];
for (const { name, make, message } of unusable) {
  test(`a file that ${name} is refused with what to do`, async () => {
    const path = name === "has no directory" ? join(directory, "none", "x.db") : newPath();
    make(path);
    await assert.rejects(openSqliteStore({ path }), (error: unknown) => {
      assert.ok(error instanceof StoreUnavailableError, String(error));
      assert.match(error.message, message);
      return true;
    });
  });
}

test("a file that lost its end is reported as damaged, not served in part", async () => {
  const path = newPath();
  const store = await openSqliteStore({ path });
  await Promise.all(Array.from({ length: 200 }, (_, i) => store.create(`/${i}`, value(2_000))));
  await store.close();
  truncateSync(path, 8_192);
  await assert.rejects(
    (async () => {
      const damaged = await openSqliteStore({ path });
      await damaged.range("/").finally(() => damaged.close());
    })(),
    (error: unknown) => error instanceof StoreUnavailableError && /damaged.*restore it from a backup/.test(error.message),
  );
});

test("a full store refuses writes, keeps nothing of them, serves reads, and takes writes again once there is room", async () => {
  const store = await openSqliteStore({ path: newPath(), maxSizeBytes: 400_000 });
  let last = 0;
  await assert.rejects(
    (async () => {
      for (let i = 0; i < 1_000; i++) {
        const result = await store.create(`/${i}`, value(2_000));
        if (result.ok) last = result.revision;
      }
    })(),
    (error: unknown) => error instanceof StoreUnavailableError && /no room left.*delete objects/.test(error.message),
  );
  assert.equal(await store.revision(), last);
  const { entries } = await store.range("/");
  assert.equal(entries.length, last - 1);
  for (let i = 0; i < 20; i++) assert.equal((await store.delete(`/${i}`, i + 2)).ok, true);
  await store.compact(last + 20);
  assert.deepEqual(await store.create("/again", value(2_000)), { ok: true, revision: last + 21 });
  await store.close();
});

test("when the worker dies, writers and readers hear that the store is unavailable", async () => {
  const worker = join(directory, "dying-worker.mjs");
  writeFileSync(
    worker,
    `import { parentPort } from "node:worker_threads";
     parentPort.on("message", ({ type }) => type === "open" ? parentPort.postMessage({ reply: { revision: 1, sweeping: false } }) : process.exit(3));`,
  );
  const store = await openSqliteStore({ path: newPath(), workerUrl: pathToFileURL(worker) });
  await assert.rejects(store.create("/a", value(1)), StoreUnavailableError);
  await assert.rejects(store.get("/a"), StoreUnavailableError);
  await assert.rejects(store.close(), StoreUnavailableError);
});
