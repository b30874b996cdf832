import { closeSync, constants, openSync, unlinkSync, writeSync } from "node:fs";
import type { Layout } from "../layout.ts";

/**
 * Lets a created container's program run by way of crun's fifo, as `crun start` does, without a process for it: most of
 * what a start costs is the start of that process. Answers false where the fifo is not there or nobody waits at its other
 * end; `crun start` then knows why. Source: crun libcrun_status_write_exec_fifo.
 */
export function releaseFromFifo({ crunRoot }: Layout, id: string): boolean {
  const fifo = `${crunRoot}/${id}/exec.fifo`;
  let fd: number;
  try {
    fd = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return false;
  }
  try {
    unlinkSync(fifo); // first, as crun does: a fifo that is there means that the program never ran
    writeSync(fd, Uint8Array.of(0));
    return true;
  } finally {
    closeSync(fd);
  }
}
