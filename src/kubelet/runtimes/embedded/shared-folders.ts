import { mkdirSync, readFileSync } from "node:fs";
import { bindMount, MS, mount } from "./linux/mounts.ts";

/** Makes mounts below these folders show in the cluster's mount namespace. To be called before that namespace is made. */
export function shareFolders(folders: readonly string[]): void {
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    if (isSharedMount(folder)) continue;
    bindMount(folder, folder);
    mount({ source: "none", target: folder, flags: MS.SHARED });
  }
}

function isSharedMount(folder: string): boolean {
  return readFileSync("/proc/self/mountinfo", "utf8").split("\n").some((line) => line.split(" ")[4] === folder && / shared:\d+ /.test(line));
}
