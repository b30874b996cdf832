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
    return mountPoints().includes(path);
  }

  async unmount(path: string): Promise<void> {
    if (this.isMounted(path)) await run("umount", ["-l", path]);
  }

  async unmountBelow(folder: string): Promise<void> {
    const below = mountPoints().filter((point) => point.startsWith(`${folder}/`));
    for (const point of below.toReversed()) await run("umount", ["-l", point]);
  }
}

/** In the order in which they were mounted. The kernel writes blanks in paths as \040. */
function mountPoints(): string[] {
  return readFileSync("/proc/self/mounts", "utf8").split("\n").map((line) => (line.split(" ")[1] ?? "").replaceAll("\\040", " "));
}
