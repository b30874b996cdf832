import { mkdirSync, writeFileSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import type { SandboxPaths } from "../layout.ts";
import { closeDescriptor, openPipe } from "../linux/descriptors.ts";
import { bindMount, detach } from "../linux/mounts.ts";
import { bindIdMapped } from "../linux/mount-tree.ts";
import { startProgram, waitFor } from "../linux/posix-spawn.ts";
import { USERS_OF_A_POD } from "../user-ranges.ts";
import { nothing } from "./spawn.ts";

/**
 * A user namespace and, owned by it, the pod's other namespaces, pinned in the sandbox's folder. The kernel makes a user
 * namespace for a process with one thread only, so a passing one makes them: `cat` echoes a byte once it is in them.
 */
export async function createUserNamespace(paths: SandboxPaths, firstHostId: number): Promise<void> {
  const question = openPipe();
  const answer = openPipe();
  let pid: number;
  try {
    writeSync(question.writeFd, "?"); // before there is a reader that may have ended
    pid = startProgram("unshare", ["--user", "--net", "--ipc", "--uts", "cat"], [question.readFd, answer.writeFd, nothing]);
  } catch (error) {
    for (const fd of [question.writeFd, answer.readFd]) closeDescriptor(fd);
    throw new Error(`cannot make a user namespace: ${(error as Error).message}; install it with: apt-get install -y util-linux`, { cause: error });
  } finally {
    closeDescriptor(question.readFd);
    closeDescriptor(answer.writeFd);
  }
  try {
    if (!(await hasAnswered(answer.readFd))) throw new Error("cannot make a user namespace: the kernel has none, or no more of them; look at /proc/sys/user/max_user_namespaces");
    for (const file of ["uid_map", "gid_map"]) writeFileSync(`/proc/${pid}/${file}`, `0 ${firstHostId} ${USERS_OF_A_POD}\n`);
    for (const name of ["user", "net", "ipc", "uts"] as const) {
      writeFileSync(paths[name], "");
      bindMount(`/proc/${pid}/ns/${name}`, paths[name]);
    }
  } finally {
    closeDescriptor(question.writeFd); // which ends it
    waitFor(pid);
  }
}

/** Tries whether files in `folder` can be shown with the pod's owners. Throws with what to do when they cannot. */
export function needIdMapping(folder: string, paths: SandboxPaths): void {
  const target = `${paths.folder}/mapped`;
  mkdirSync(target, { recursive: true });
  try {
    bindIdMapped(folder, target, paths.user);
  } catch (error) {
    throw new Error(`the file system of ${folder} has no id-mapped mounts on this kernel: ${(error as Error).message}; use ext4, xfs or btrfs with Linux 6.3 or newer, or remove hostUsers from the pod`, { cause: error });
  }
  detach(target);
}

function hasAnswered(fd: number): Promise<boolean> {
  const stream = new Socket({ fd, readable: true, writable: false });
  return new Promise((resolve, reject) => {
    const settle = (answered: boolean) => {
      stream.destroy();
      resolve(answered);
    };
    stream.once("data", () => settle(true));
    stream.once("end", () => settle(false));
    stream.once("error", reject);
  });
}
