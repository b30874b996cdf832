import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../contract.ts";
import type { ShutdownChoice } from "./location.ts";
import { shutdownChoice } from "./shutdown-options.ts";

const whole = "shutdown-grace-period";
const critical = "shutdown-grace-period-critical-pods";
const list = "shutdown-grace-period-by-pod-priority";
const rows: { name: string; options: Record<string, string>; wants: ShutdownChoice | RegExp | undefined }[] = [
  { name: "nothing said", options: {}, wants: undefined },
  { name: "a time for all", options: { [whole]: "1m30s" }, wants: { graceSeconds: 90, criticalSeconds: 0 } },
  { name: "a part for critical pods", options: { [whole]: "30s", [critical]: "10s" }, wants: { graceSeconds: 30, criticalSeconds: 10 } },
  { name: "all of it for critical pods", options: { [whole]: "30s", [critical]: "30s" }, wants: { graceSeconds: 30, criticalSeconds: 30 } },
  { name: "more than all of it", options: { [whole]: "30s", [critical]: "31s" }, wants: /must be at most --shutdown-grace-period 30s/ },
  { name: "a part of nothing", options: { [critical]: "10s" }, wants: /must be given too/ },
  { name: "off again", options: { [whole]: "0s" }, wants: { graceSeconds: 0, criticalSeconds: 0 } },
  { name: "exactly a second", options: { [whole]: "1s" }, wants: { graceSeconds: 1, criticalSeconds: 0 } },
  { name: "less than a second", options: { [whole]: "999ms" }, wants: /either zero or at least 1s/ },
  { name: "less than nothing", options: { [whole]: "-5s" }, wants: /either zero or at least 1s/ },
  { name: "no time", options: { [whole]: "soon" }, wants: /a time is written as in 30s/ },
  { name: "priorities", options: { [list]: "0=20s,100000=10s,-5=1m" }, wants: { byPodPriority: [{ priority: 0, graceSeconds: 20 }, { priority: 100_000, graceSeconds: 10 }, { priority: -5, graceSeconds: 60 }] } },
  { name: "a priority without a time", options: { [list]: "0=20s,7" }, wants: /a time is written/ },
  { name: "no priority", options: { [list]: "high=20s" }, wants: /an entry is a priority and a time/ },
  { name: "both ways", options: { [list]: "0=20s", [whole]: "30s" }, wants: /not beside them/ },
];
for (const { name, options, wants } of rows) {
  test(`shutdown options: ${name}`, () => {
    if (wants instanceof RegExp) assert.throws(() => shutdownChoice(options), (error) => error instanceof UsageError && wants.test(error.message));
    else assert.deepEqual(shutdownChoice(options), wants);
  });
}
