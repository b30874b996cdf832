import { closeSync, openSync, readFileSync, readlinkSync } from "node:fs";
import koffi from "koffi";
import { closeDescriptor } from "./descriptors.ts";
import { systemCall } from "./libc.ts";

/** Source: linux include/uapi/linux/openat2.h; the number is the same on every architecture. */
const SYS_openat2 = 437;
const RESOLVE_IN_ROOT = 0x10;
const RESOLVE_NO_MAGICLINKS = 0x02;
const O_CLOEXEC = 0o2000000;
const O_PATH = 0o10000000;

koffi.struct("open_how", { flags: "uint64", mode: "uint64", resolve: "uint64" });
const syscall = systemCall<[number, number, string, object, number]>("long syscall(long number, int folder, const char *path, open_how *how, size_t size)");

/** Reads a small file of a container's root file system. Links in it are followed as inside the container. Undefined when it is not there. */
export function readInRoot(root: string, path: string): string | undefined {
  return openInRoot(root, path, 0, (file) => readFileSync(file, "utf8"));
}

/** Where a path below `root` really lies, with links followed as if `root` were `/`. Undefined when it is not there. */
export function pathInRoot(root: string, path: string): string | undefined {
  return openInRoot(root, path, O_PATH, (file) => readlinkSync(file));
}

function openInRoot<T>(root: string, path: string, flags: number, use: (file: string) => T): T | undefined {
  const folder = openSync(root, "r");
  try {
    const fd = syscall(SYS_openat2, folder, path, { flags: O_CLOEXEC | flags, mode: 0, resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS }, 24);
    try {
      return use(`/proc/self/fd/${fd}`);
    } finally {
      closeDescriptor(fd);
    }
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw error;
  } finally {
    closeSync(folder);
  }
}
