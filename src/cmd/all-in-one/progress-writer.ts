import { fstatSync, writeSync } from "node:fs";
import { type Progress, progressFd } from "../../cli/cluster/protocol.ts";

/** Tells the command that started this process how far it is; quiet when nobody listens any more. */
export function progressWriter(): (progress: Progress) => void {
  let open = isPipe(progressFd);
  return (progress) => {
    if (!open) return;
    try {
      writeSync(progressFd, `${JSON.stringify(progress)}\n`);
    } catch {
      open = false; // the command was ended; the cluster goes on
    }
  };
}

function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}
