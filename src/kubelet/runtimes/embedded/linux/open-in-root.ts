import { closeSync, openSync, readFileSync } from "node:fs";
import koffi from "koffi";
import { closeDescriptor } from "./descriptors.ts";
import { systemCall } from "./libc.ts";

/** Source: linux include/uapi/linux/openat2.h; the number is the same on every architecture. */
const SYS_openat2 = 437;
const RESOLVE_IN_ROOT = 0x10;
const RESOLVE_NO_MAGICLINKS = 0x02;
const O_CLOEXEC = 0o2000000;

koffi.struct("open_how", { flags: "uint64", mode: "uint64", resolve: "uint64" });
const syscall = systemCall<[number, number, string, object, number]>("long syscall(long number, int folder, const char *path, open_how *how, size_t size)");

/** Reads a small file of a container's root file system. Links in it are followed as inside the container. Undefined when it is not there. */
export function readInRoot(root: string, path: string): string | undefined {
  const folder = openSync(root, "r");
  try {
    const fd = syscall(SYS_openat2, folder, path, { flags: O_CLOEXEC, mode: 0, resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS }, 24);
    try {
      return readFileSync(`/proc/self/fd/${fd}`, "utf8");
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
