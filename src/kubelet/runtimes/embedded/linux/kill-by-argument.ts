import { readdirSync, readFileSync } from "node:fs";
import { identify, signalProcess } from "./process-identity.ts";

/** Kills every process that was started with all of `args` among its arguments, in any order. */
export function killByArguments(...args: readonly string[]): void {
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const pid = Number(entry);
    const identity = identify(pid);
    const own = argumentsOf(pid);
    if (identity !== undefined && args.every((arg) => own.includes(arg))) signalProcess(identity, "SIGKILL");
  }
}

function argumentsOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return []; // the process has ended
  }
}
