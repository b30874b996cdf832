import type { Clock } from "../../../base/clock.ts";
import { RuntimeError } from "../../cri/contract.ts";
import { cgroupExists, probeCgroups, removeCgroup } from "../shared/cgroups/cgroup-tree.ts";
import { CriClient } from "./cri-client.ts";
import { toRuntimeError } from "./errors.ts";
import { Lifecycle } from "./events/lifecycle.ts";
import { cgroupRootOf, socketPathOf } from "./location.ts";
import { listOwnSandboxes } from "./own.ts";
import { Sandboxes } from "./sandboxes.ts";

export interface TearDownOptions {
  readonly clock: Clock;
  readonly clusterName: string;
  readonly endpoint?: string;
}

/**
 * Removes a cluster's pods from the runtime and its cgroups from the machine. Images stay: they are the runtime's. Needs
 * no opened runtime, so it also clears up after a crash. Doing it again does nothing. Throws Unavailable when the runtime
 * does not answer although something of the cluster may still run.
 */
export async function tearDown({ clock, clusterName, endpoint }: TearDownOptions): Promise<void> {
  const cgroups = probeCgroups();
  if (cgroups === undefined) return;
  const client = new CriClient(socketPathOf(endpoint), clock);
  const cgroupRoot = cgroupRootOf(clusterName);
  try {
    const sandboxes = new Sandboxes({ client, clock, cgroups, mapping: { clusterName, cgroupRoot, lowestOomScoreAdj: 0, cgroupVersion: cgroups.version }, lifecycle: new Lifecycle() });
    const own = await listOwnSandboxes(client, clusterName);
    await Promise.all(own.map(({ id }) => sandboxes.remove(id)));
    removeCgroup(cgroups, cgroupRoot);
  } catch (error) {
    removeCgroup(cgroups, cgroupRoot); // what is empty goes; a pod's has its sandbox's process
    if (!cgroupExists(cgroups, cgroupRoot)) return; // nothing of the cluster runs, so nothing is lost on a runtime that is gone
    const { message } = toRuntimeError(error) as Error;
    throw new RuntimeError("Unavailable", `cannot remove the pods of cluster ${clusterName} from the container runtime: ${message}`, { cause: error });
  } finally {
    client.close();
  }
}
