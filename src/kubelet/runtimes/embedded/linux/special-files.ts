import { systemCall } from "./libc.ts";

/** Differs by architecture; older C libraries have no function of that name. */
const SYS_mknodat = process.arch === "arm64" ? 33 : 259;
const AT_FDCWD = -100;
const S_IFCHR = 0o020000;
const S_IFIFO = 0o010000;

const mknodat = systemCall<[number, number, string, number, number]>("long syscall(long number, int folder, const char *path, unsigned int mode, unsigned int device)");
const lsetxattr = systemCall<[string, string, Uint8Array, number, number]>("int lsetxattr(const char *path, const char *name, const void *value, size_t size, int flags)");

/** overlayfs' mark that a lower layer's file of this name is gone: a character device 0/0. */
export function makeWhiteout(path: string): void {
  mknodat(SYS_mknodat, AT_FDCWD, path, S_IFCHR, 0);
}

export function makeFifo(path: string, mode: number): void {
  mknodat(SYS_mknodat, AT_FDCWD, path, S_IFIFO | mode, 0);
}

/** overlayfs' mark that nothing of lower layers shows in this folder. */
export function markOpaque(path: string): void {
  setExtendedAttribute(path, "trusted.overlay.opaque", Buffer.from("y"));
}

/** Links are not followed. */
export function setExtendedAttribute(path: string, name: string, value: Uint8Array): void {
  lsetxattr(path, name, value, value.length, 0);
}
