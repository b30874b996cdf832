import { closeSync, openSync } from "node:fs";
import { systemCall } from "./libc.ts";

/** Source: linux include/uapi/linux/sched.h */
export const CLONE = { FS: 0x200, NEWNS: 0x20000, NEWPID: 0x20000000, NEWUTS: 0x4000000, NEWIPC: 0x8000000, NEWNET: 0x40000000 } as const;

const unshare1 = systemCall<[number]>("int unshare(int flags)");
const setns2 = systemCall<[number, number]>("int setns(int fd, int type)");
const sethostname2 = systemCall<[string, number]>("int sethostname(const char *name, size_t length)");

/** Moves the calling thread, and nothing else of the process, into new namespaces. */
export function unshare(flags: number): void {
  unshare1(flags);
}

/** Moves the calling thread into the namespace that `path` names. */
export function enter(path: string, type: number): void {
  const fd = openSync(path, "r");
  try {
    setns2(fd, type);
  } finally {
    closeSync(fd);
  }
}

/** Runs `task` with the calling thread in other namespaces and comes back. `task` must not wait for anything. */
export function inside<T>(namespaces: readonly { readonly path: string; readonly type: number }[], task: () => T): T {
  const back = namespaces.map(({ type }) => ({ type, fd: openSync(`/proc/thread-self/ns/${fileOf(type)}`, "r") }));
  try {
    for (const { path, type } of namespaces) enter(path, type);
    return task();
  } finally {
    for (const { fd, type } of back) {
      setns2(fd, type);
      closeSync(fd);
    }
  }
}

export function setHostname(name: string): void {
  sethostname2(name, Buffer.byteLength(name));
}

function fileOf(type: number): string {
  if (type === CLONE.NEWNET) return "net";
  if (type === CLONE.NEWIPC) return "ipc";
  if (type === CLONE.NEWUTS) return "uts";
  return "mnt";
}
