import { closeSync, constants, openSync, readFileSync, readlinkSync, statSync } from "node:fs";
import koffi from "koffi";
import { closeDescriptor } from "./descriptors.ts";
import { systemCall } from "./libc.ts";

/** Source: linux include/uapi/linux/openat2.h; the number is the same on every architecture. */
const SYS_openat2 = 437;
export const RESOLVE = { NO_MAGICLINKS: 0x02, NO_SYMLINKS: 0x04, BENEATH: 0x08, IN_ROOT: 0x10 } as const;
const O_CLOEXEC = 0o2000000;
const O_PATH = 0o10000000;
/** Lists of users and groups are far smaller; the host's memory is not the image's to fill. */
const MAXIMUM_BYTES = 16 * 2 ** 20;

koffi.struct("open_how", { flags: "uint64", mode: "uint64", resolve: "uint64" });
const syscall = systemCall<[number, number, string, object, number]>("long syscall(long number, int folder, const char *path, open_how *how, size_t size)");

/** openat2: the calling thread alone decides what `resolve` lets it follow. The caller closes the descriptor. */
export function openAt(folder: number, path: string, flags: number, resolve: number): number {
  return syscall(SYS_openat2, folder, path, { flags: O_CLOEXEC | flags, mode: 0, resolve }, 24);
}

/** Reads a small file of a container's root file system. Links in it are followed as inside the container. Undefined when no ordinary file is there: an image may hold a fifo, on which a reader waits for ever. */
export function readInRoot(root: string, path: string): string | undefined {
  return openInRoot(root, path, constants.O_NONBLOCK, (file) => {
    const stat = statSync(file);
    if (!stat.isFile()) return undefined;
    if (stat.size > MAXIMUM_BYTES) throw new Error(`${path} of the image has ${stat.size} bytes; at most ${MAXIMUM_BYTES} are read`);
    return readFileSync(file, "utf8");
  });
}

/** Where a path below `root` really lies, with links followed as if `root` were `/`. Undefined when it is not there. */
export function pathInRoot(root: string, path: string): string | undefined {
  return openInRoot(root, path, O_PATH, (file) => readlinkSync(file));
}

function openInRoot<T>(root: string, path: string, flags: number, use: (file: string) => T): T | undefined {
  const folder = openSync(root, "r");
  try {
    const fd = openAt(folder, path, flags, RESOLVE.IN_ROOT | RESOLVE.NO_MAGICLINKS);
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
