import { closeSync, openSync } from "node:fs";
import koffi from "koffi";
import { closeDescriptor } from "./descriptors.ts";
import { systemCall } from "./libc.ts";

/** Source: linux include/uapi/linux/mount.h, fcntl.h; the numbers of these calls are the same on every architecture. */
const SYS_open_tree = 428;
const SYS_move_mount = 429;
const SYS_mount_setattr = 442;
const AT_FDCWD = -100;
const AT_EMPTY_PATH = 0x1000;
const AT_RECURSIVE = 0x8000;
const OPEN_TREE_CLONE = 1;
const OPEN_TREE_CLOEXEC = 0o2000000;
const MOVE_MOUNT_F_EMPTY_PATH = 4;
const MOUNT_ATTR_IDMAP = 0x100000;

koffi.struct("mount_attr", { set: "uint64", clear: "uint64", propagation: "uint64", userNamespace: "uint64" });
const openTree = systemCall<[number, number, string, number]>("long syscall(long number, int folder, const char *path, unsigned int flags)");
const setAttributes = systemCall<[number, number, string, number, object, number]>("long syscall(long number, int fd, const char *path, unsigned int flags, mount_attr *attributes, size_t size)");
const moveMount = systemCall<[number, number, string, number, string, number]>("long syscall(long number, int from, const char *fromPath, int to, const char *toPath, unsigned int flags)");

/** A copy of what is mounted at `path`, or at the descriptor `folder` with an empty path, with everything mounted below. In no place yet; the caller closes the descriptor. */
export function cloneTree(folder: number | undefined, path: string): number {
  return openTree(SYS_open_tree, folder ?? AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | (path === "" ? AT_EMPTY_PATH : 0));
}

/** Puts such a copy in its place. */
export function attachTree(tree: number, target: string): void {
  moveMount(SYS_move_mount, tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
}

/** Binds `source` at `target`, with the owners of its files as the user namespace behind `userNamespaceFile` maps them. Throws EINVAL where the file system cannot do that. */
export function bindIdMapped(source: string, target: string, userNamespaceFile: string): void {
  const tree = openTree(SYS_open_tree, AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
  try {
    const userNamespace = openSync(userNamespaceFile, "r");
    try {
      setAttributes(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, { set: MOUNT_ATTR_IDMAP, clear: 0, propagation: 0, userNamespace }, 32);
    } finally {
      closeSync(userNamespace);
    }
    attachTree(tree, target);
  } finally {
    closeDescriptor(tree);
  }
}
