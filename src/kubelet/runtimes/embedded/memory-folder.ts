import { mkdirSync, readFileSync } from "node:fs";
import { MS, mount } from "./linux/mounts.ts";

/** Only the cluster itself writes there; a share of the machine's memory that it never comes near. */
const SIZE = "25%";

/**
 * Makes a folder whose content lies in memory; one that is there is kept. Small files that live as long as a container are
 * several times cheaper there than on a disk, whose file systems keep count of every one. To be called before the cluster's
 * mount namespace is made.
 */
export function ensureMemoryFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const isMounted = readFileSync("/proc/self/mountinfo", "utf8").split("\n").some((line) => line.split(" ")[4] === folder);
  if (!isMounted) mount({ source: "wherry", target: folder, type: "tmpfs", flags: MS.NOSUID | MS.NODEV, data: `mode=711,size=${SIZE}` });
}
