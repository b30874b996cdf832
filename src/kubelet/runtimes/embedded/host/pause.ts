import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { type CgroupLayout, controllerPath, NEEDED_CONTROLLERS } from "../../shared/cgroups/cgroup-tree.ts";
import { CLONE, enter, unshare } from "../linux/namespaces.ts";
import { startProgram, waitFor } from "../linux/posix-spawn.ts";
import { identify, signalProcess } from "../linux/process-identity.ts";
import type { ProcessIdentity } from "../records.ts";
import { nothing } from "./spawn.ts";

/** Programs that wait for ever and take over orphans; the second one is on every machine. */
const programs = [["/usr/bin/catatonit", "-P"], ["/bin/sh", "-c", "while :; do sleep 86400; done"]] as const;

/** The words of the program that this machine has for it. */
export function pauseProgram(): readonly [program: string, ...args: string[]] {
  return [...(programs.find(([path]) => existsSync(path)) ?? programs[1])];
}

/**
 * Starts the first process of a process namespace that a pod's containers share: it keeps the namespace and reaps what
 * the containers leave behind. It is in a cgroup of its own below the pod's, so that the end of the cluster finds it.
 */
export function startPause(cgroups: CgroupLayout, podCgroup: string): ProcessIdentity {
  const [program, ...args] = pauseProgram();
  // Only what is started from here on is in the new namespace; the thread itself stays where it is.
  unshare(CLONE.NEWPID);
  let pid: number;
  try {
    pid = startProgram(program, args, [nothing, nothing, nothing], {});
  } finally {
    enter("/proc/thread-self/ns/pid", CLONE.NEWPID);
  }
  // The controllers by which the runtime finds and counts processes; others (cpuset) take nobody in before they are set up.
  for (const controller of NEEDED_CONTROLLERS) {
    const folder = controllerPath(cgroups, controller, `${podCgroup}/pause`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/cgroup.procs`, String(pid));
  }
  const identity = identify(pid);
  if (identity === undefined) throw new Error(`the first process of the pod's process namespace (${program}) ended at once`);
  return identity;
}

/** Ends it, and with it everything in its namespace. */
export function endPause(pause: ProcessIdentity): void {
  if (!signalProcess(pause, "SIGKILL")) return;
  try {
    waitFor(pause.pid);
  } catch (error) {
    if ((error as { code?: string }).code !== "ECHILD") throw error; // started before our own restart: the system's init reaps it
  }
}
