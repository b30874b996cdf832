import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openSqliteStore } from "./sqlite-store.ts";

/** Writes of one child until it is killed: the last acknowledged value and revision of each key. */
async function acknowledgedUntilKilled(path: string, run: number, killAfterWrites: number): Promise<Map<string, { value: string; revision: number }>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "crash-writer.ts"), path, String(run)], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  let lines = 0;
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (chunk: string) => {
    output += chunk;
    lines += chunk.split("\n").length - 1;
    if (lines >= killAfterWrites) child.kill("SIGKILL");
  });
  await new Promise((resolve) => child.once("close", resolve));
  const acknowledged = new Map<string, { value: string; revision: number }>();
  for (const line of output.split("\n").slice(0, -1)) {
    const [key, value, revision] = line.split(" ");
    acknowledged.set(key!, { value: value!, revision: Number(revision) });
  }
  return acknowledged;
}

test("kill -9 under load: every acknowledged write is there, and the log has no gap", async () => {
  const directory = mkdtempSync(join(tmpdir(), "wherry-crash-"));
  const path = join(directory, "store.db");
  try {
    // Counts, not times, so that a slow machine tests the same moments; odd ones, so that commits are cut in the middle.
    for (const [run, killAfterWrites] of [1, 37, 411, 1_733].entries()) {
      const acknowledged = await acknowledgedUntilKilled(path, run, killAfterWrites);
      assert.ok(acknowledged.size > 0);
      const store = await openSqliteStore({ path });
      for (const [key, { value, revision }] of acknowledged) {
        const { entry } = await store.get(key, { revision });
        assert.equal(new TextDecoder().decode(entry?.value).trim(), value, `${key} at ${revision}`);
      }
      const { events, through } = await store.changes("/", 1);
      assert.deepEqual(events.map((event) => event.revision), Array.from({ length: through - 1 }, (_, i) => i + 2));
      await store.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
