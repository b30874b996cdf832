import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

/** Megabytes that the young generation of a thread with a limit of 4 takes under load, in a process that was given 16 for each half. */
function youngMegabytes(prepare: string): number {
  const work = `
    import { getHeapSpaceStatistics } from "node:v8";
    const kept = [];
    let most = 0;
    for (let nth = 0; nth < 3_000_000; nth++) {
      kept[nth % 20_000] = { nth, text: "text " + nth };
      if (nth % 100_000 === 0) most = Math.max(most, getHeapSpaceStatistics().find((space) => space.space_name === "new_space").physical_space_size);
    }
    console.log(most / 1e6);`;
  const program = `
    import { Worker } from "node:worker_threads";
    import { letThreadsHaveTheirOwnLimits } from ${JSON.stringify(new URL("thread-limits.ts", import.meta.url).href)};
    ${prepare}
    new Worker(${JSON.stringify(work)}, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 } });`;
  return Number(execFileSync(process.execPath, ["--max-semi-space-size=16", "--input-type=module", "--eval", program], { encoding: "utf8" }));
}

test("threads keep to their own limits, whatever the process was started with", () => {
  const taken = youngMegabytes("letThreadsHaveTheirOwnLimits();");
  assert.ok(taken < 16, `${taken} MB`);
});

test("without that, a thread takes what the process was started with", () => {
  assert.ok(youngMegabytes("") > 24, "V8 keeps to the limit of the thread now: thread-limits.ts has become needless");
});
