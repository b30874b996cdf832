import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../../src/store/contract.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { type Benchmark, quantile, type Row } from "../contract.ts";
import { timed } from "../shared/timing.ts";
import { bareCommits } from "./bare-sqlite.ts";

const valueBytes = 512;
const value = new Uint8Array(valueBytes).fill(120);
const key = (i: number): string => `/registry/core/configmaps/default/config-${i}`;

/** Creates `count` keys with `writers` at a time, each waiting for its own write. Returns writes a second. */
async function createAll(store: Store, { from, count, writers }: { from: number; count: number; writers: number }): Promise<number> {
  let next = from;
  const writer = async (): Promise<void> => {
    while (next < from + count) await store.create(key(next++), value);
  };
  const ms = await timed(() => Promise.all(Array.from({ length: writers }, writer)));
  return count / (ms / 1_000);
}

async function measure(store: Store, directory: string, say: (text: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  await createAll(store, { from: 0, count: 2_000, writers: 64 }); // warm
  let from = 2_000;
  for (const { writers, count } of [{ writers: 1, count: 1_000 }, { writers: 64, count: 10_000 }, { writers: 512, count: 20_000 }]) {
    say(`${writers} writers`);
    const what = `durable writes of ${valueBytes} bytes, ${writers} at a time`;
    const bare = bareCommits(join(directory, `bare-${writers}.db`), { commits: Math.ceil(count / writers), batch: writers, valueBytes });
    rows.push({ what, value: await createAll(store, { from, count, writers }), unit: "/s", bare, goal: "at least 0.3 of bare: bare has one table, no conditions, no second thread" });
    from += count;
  }
  say("latencies, reads and compaction");
  const latencies: number[] = [];
  for (let i = 0; i < 500; i++) latencies.push(await timed(() => store.create(key(from++), value)));
  rows.push({ what: "one durable write, p50", value: quantile(latencies, 0.5), unit: "ms" }, { what: "one durable write, p99", value: quantile(latencies, 0.99), unit: "ms" });
  rows.push({ what: "range of 10,000 entries", value: await timed(() => store.range("/registry/core/configmaps/", { limit: 10_000 })), unit: "ms" });

  let isCompacting = true;
  const compacting = store.compact(await store.revision()).finally(() => {
    isCompacting = false;
  });
  const during: number[] = [];
  while (isCompacting) during.push(await timed(() => store.create(key(from++), value)));
  await compacting;
  rows.push({ what: "slowest write during a compaction", value: Math.max(...during), unit: "ms" });
  return rows;
}

export const benchmark: Benchmark = {
  name: "store",
  summary: "durable writes through the SQLite store, beside the same commits by bare SQLite on the same disk",
  async run(say) {
    const directory = mkdtempSync(join(tmpdir(), "wherry-bench-store-"));
    const store = await openSqliteStore({ path: join(directory, "store.db") });
    try {
      return await measure(store, directory, say);
    } finally {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
