/** A load in a process of its own, so that its work is not counted as the server's: reads `[target, load]` from stdin, prints the result. */
import { text } from "node:stream/consumers";
import type { Load, Target } from "./contract.ts";
import { runCreates } from "./create.ts";
import { runReads } from "./read.ts";
import { runWatchers } from "./watch.ts";

const [target, load] = JSON.parse(await text(process.stdin)) as [Target, Load];
process.stdout.write(JSON.stringify(await run(load)));

function run(wanted: Load): Promise<unknown> {
  switch (wanted.type) {
    case "create":
      return runCreates(target, wanted);
    case "read":
      return runReads(target, wanted);
    case "watch":
      return runWatchers(target, wanted);
  }
}
