import { readFileSync } from "node:fs";

/** Source: linux/capability.h. */
const capSysResource = 24n;

/** Lowest oom_score_adj that a process of this machine may be given. */
export function lowestOomScoreAdj(): number {
  const bounding = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0"}`);
  return ((bounding >> capSysResource) & 1n) === 1n ? -1_000 : Math.max(0, Number(readFileSync("/proc/self/oom_score_adj", "utf8")));
}
