import { statfsSync } from "node:fs";
import type { Layout } from "../layout.ts";
import { systemCall } from "../linux/libc.ts";
import { detach, MS, mount } from "../linux/mounts.ts";
import { CLONE, enter, unshare } from "../linux/namespaces.ts";

/** Source: linux include/uapi/linux/magic.h */
const NSFS_MAGIC = 0x6e736673;

const gettid = systemCall<[]>("int gettid()");

/** True when the cluster's mount namespace is pinned: containers of an earlier run live in it. */
export function isPinned(layout: Layout): boolean {
  try {
    return statfsSync(layout.mountNamespacePin).type === NSFS_MAGIC;
  } catch {
    return false;
  }
}

/**
 * Moves the calling thread into the cluster's mount namespace. Answers the thread's id when the namespace is new
 * and must still be pinned, which only a thread outside it can do.
 */
export function enterClusterNamespace(layout: Layout, mixedUnified: string | undefined): number | undefined {
  if (isPinned(layout)) {
    unshare(CLONE.FS); // a thread that shares its root and working folder with others may not change namespaces
    enter(layout.mountNamespacePin, CLONE.NEWNS);
    return undefined;
  }
  unshare(CLONE.NEWNS);
  // What the host mounts later shows here; what is mounted here stays here.
  mount({ source: "none", target: "/", flags: MS.REC | MS.SLAVE });
  // crun refuses v1 controllers with a v2 tree beside them.
  if (mixedUnified !== undefined) detach(mixedUnified);
  return gettid();
}
