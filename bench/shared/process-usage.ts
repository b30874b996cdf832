import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Usage {
  /** Resident memory of all processes together, in bytes. Pages that processes share count once a process. */
  readonly residentBytes: number;
  /** Processor time used so far by all of them, in seconds. */
  readonly cpuSeconds: number;
  readonly processes: number;
}

/** The kernel's clock ticks a second for /proc: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** What the processes use whose command line, with NUL between its words, holds `text`. */
export function usageOf(text: string): Usage {
  let residentBytes = 0;
  let cpuSeconds = 0;
  let processes = 0;
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    try {
      if (!readFileSync(join("/proc", pid, "cmdline"), "utf8").includes(text)) continue;
      const fields = readFileSync(join("/proc", pid, "stat"), "utf8").replace(/^.*\) /, "").split(" ");
      cpuSeconds += (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
      residentBytes += Number(fields[21]) * pageBytes;
      processes += 1;
    } catch {
      // it has ended meanwhile
    }
  }
  return { residentBytes, cpuSeconds, processes };
}
