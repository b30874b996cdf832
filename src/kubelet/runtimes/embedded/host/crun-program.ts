import { existsSync, writeFileSync } from "node:fs";
import type { Layout } from "../layout.ts";
import { bindMount, detach, MS, mount } from "../linux/mounts.ts";
import { needProgram } from "../programs.ts";

/**
 * Mounts crun, for reading only, where the cluster's containers start from. A crun that a container could write to, by
 * way of /proc/PID/exe, copies itself before it does anything else, at each start; this one need not.
 * Source: CVE-2019-5736, crun src/libcrun/cloned_binary.c. To be called in the cluster's mount namespace.
 */
export function mountCrunProgram({ crunProgram }: Layout): void {
  if (!existsSync(crunProgram)) writeFileSync(crunProgram, "");
  detach(crunProgram);
  bindMount(needProgram("crun"), crunProgram);
  mount({ source: "none", target: crunProgram, flags: MS.BIND | MS.REMOUNT | MS.RDONLY });
}
