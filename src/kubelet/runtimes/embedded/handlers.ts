import { existsSync } from "node:fs";
import { release } from "node:os";
import type { RuntimeHandler } from "../../cri/contract.ts";

/** What a RuntimeClass may name: running a pod in another way than it asks for would break its promise of isolation. */
export const HANDLERS: readonly [string, ...string[]] = ["", "crun"];

/** Linux 6.3 maps the owners of files in tmpfs, in which secrets and shared memory lie. Source: KEP-127. */
const MAPPED_TMPFS: readonly [number, number] = [6, 3];
/** Linux 5.12 has mount_setattr, which makes mounts below a mount read-only. Source: KEP-3857. */
const RECURSIVE_READ_ONLY: readonly [number, number] = [5, 12];

/** The ways to run a pod, with what this machine's kernel lets containers have. */
export function runtimeHandlers(kernelRelease: string = release()): readonly RuntimeHandler[] {
  const userNamespaces = isAtLeast(kernelRelease, MAPPED_TMPFS) && existsSync("/proc/self/ns/user");
  const recursiveReadOnlyMounts = isAtLeast(kernelRelease, RECURSIVE_READ_ONLY);
  return HANDLERS.map((name) => ({ name, userNamespaces, recursiveReadOnlyMounts }));
}

function isAtLeast(kernelRelease: string, [wantedMajor, wantedMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = kernelRelease.split(/[.-]/).map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
