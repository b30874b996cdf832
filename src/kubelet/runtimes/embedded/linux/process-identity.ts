import { readFileSync } from "node:fs";
import type { ProcessIdentity } from "../records.ts";

/** Undefined when there is no such process. */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // from field 3 on: the name before may hold spaces
    return { pid, startTicks: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

export function isAlive(process: ProcessIdentity): boolean {
  return identify(process.pid)?.startTicks === process.startTicks;
}

/** Sends a signal to exactly this process. False when it has ended. */
export function signalProcess(target: ProcessIdentity, signal: NodeJS.Signals | number): boolean {
  if (!isAlive(target)) return false;
  try {
    return process.kill(target.pid, signal);
  } catch (error) {
    if ((error as { code?: string }).code === "ESRCH") return false;
    throw error;
  }
}
