import { chmodSync, closeSync, constants, openSync } from "node:fs";
import { closeDescriptor } from "./descriptors.ts";
import { systemCall } from "./libc.ts";
import { openAt, RESOLVE } from "./open-in-root.ts";

const O_PATH = 0o10000000;
/** The kernel gives up and says EAGAIN when folders are renamed while it walks upwards; then it is asked again, this often. */
const TRIES = 64;

const mkdirat = systemCall<[number, string, number]>("int mkdirat(int folder, const char *path, unsigned int mode)");

/**
 * Opens a path below the folder behind `root`, whatever others do to the folders in between meanwhile: links are followed
 * as far as they stay below it. The caller closes the descriptor. Throws EXDEV where the path leads out, ENOENT where it
 * leads nowhere.
 */
export function openBeneath(root: number, path: string, flags: number = O_PATH): number {
  for (let tries = 1; ; tries++) {
    try {
      return openAt(root, path, flags, RESOLVE.BENEATH | RESOLVE.NO_MAGICLINKS);
    } catch (error) {
      if ((error as { code?: string }).code !== "EAGAIN" || tries === TRIES) throw error;
    }
  }
}

/** The same from a path that is trusted, for the length of `use`. Undefined when nothing is there. */
export function withBeneath<T>(root: string, path: string, flags: number, use: (fd: number) => T): T | undefined {
  const folder = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const fd = openBeneath(folder, path, flags);
    try {
      return use(fd);
    } finally {
      closeDescriptor(fd);
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  } finally {
    closeSync(folder);
  }
}

/** Makes every folder of `path` that is missing below `root`, with exactly this mode. What is there stays as it is. */
export function makeFoldersBeneath(root: string, path: string, mode: number): void {
  const folder = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY);
  let parent = openBeneath(folder, ".");
  try {
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    for (const [index, part] of parts.entries()) {
      const wanted = parts.slice(0, index + 1).join("/");
      const next = tryOpen(folder, wanted) ?? makeOne(parent, part, mode) ?? openBeneath(folder, wanted);
      closeDescriptor(parent);
      parent = next;
    }
  } finally {
    closeDescriptor(parent);
    closeSync(folder);
  }
}

function tryOpen(folder: number, path: string): number | undefined {
  try {
    return openBeneath(folder, path);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Nothing is followed here: whoever puts a link in the new folder's place makes this fail. Undefined when someone was first. */
function makeOne(parent: number, name: string, mode: number): number | undefined {
  try {
    mkdirat(parent, name, mode);
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return undefined;
    throw error;
  }
  const fd = openAt(parent, name, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW, RESOLVE.BENEATH | RESOLVE.NO_SYMLINKS);
  chmodSync(`/proc/self/fd/${fd}`, mode); // whatever the umask
  return fd;
}
