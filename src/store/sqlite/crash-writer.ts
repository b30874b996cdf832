import { writeSync } from "node:fs";
import { openSqliteStore } from "./sqlite-store.ts";

/**
 * The process that the crash test kills: writes as fast as it can and prints each write once it is acknowledged, as
 * `<key> <counter> <revision>`. Printing is a blocking write, so a line that the parent reads was true before the kill.
 */
const [path = "", run = "0"] = process.argv.slice(2);
const store = await openSqliteStore({ path });

async function writer(key: string): Promise<void> {
  const { entry } = await store.get(key);
  let revision = entry?.modRevision ?? 0;
  for (let counter = 0; ; counter++) {
    const value = new TextEncoder().encode(`${run}.${counter}`.padEnd(500));
    const result = revision === 0 ? await store.create(key, value) : await store.update(key, value, revision);
    if (!result.ok) throw new Error(`${key}: expected ${revision}, found ${result.current?.modRevision}`);
    revision = result.revision;
    writeSync(1, `${key} ${run}.${counter} ${revision}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, (_, i) => writer(`/key/${i}`)));
