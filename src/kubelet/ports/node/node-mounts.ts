import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { MountPort } from "../mount-port.ts";

const run = promisify(execFile);

/** Mounts through mount(8): volumes in memory are few, so its milliseconds do not matter. */
export class NodeMounts implements MountPort {
  async mountTmpfs(path: string, { sizeBytes }: { readonly sizeBytes?: number }): Promise<void> {
    await run("mount", ["-t", "tmpfs", "-o", sizeBytes === undefined ? "mode=0777" : `mode=0777,size=${sizeBytes}`, "tmpfs", path]);
  }

  isMounted(path: string): boolean {
    // The kernel writes blanks in paths as \040.
    const wanted = path.replaceAll(" ", "\\040");
    return readFileSync("/proc/self/mounts", "utf8").split("\n").some((line) => line.split(" ")[1] === wanted);
  }

  async unmount(path: string): Promise<void> {
    if (this.isMounted(path)) await run("umount", ["-l", path]);
  }
}
