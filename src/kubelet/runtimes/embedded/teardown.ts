import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { probeCgroups, removeCgroup } from "../shared/cgroups/cgroup-tree.ts";
import { closeNetwork } from "./host/network-operations.ts";
import type { Layout } from "./layout.ts";
import { conmonProcesses, mountsBelow, processesInCgroups, processesInNamespace } from "./leftovers.ts";
import { detach } from "./linux/mounts.ts";

/** Rounds of killing, 10 ms apart: a process that forks while it is killed needs a second one. */
const ROUNDS = 500;

export interface TearDownOptions {
  readonly layout: Layout;
  readonly bridge: string;
  /** Folders in which the kubelet mounts volumes: what is mounted there goes, what lies there stays. */
  readonly sharedFolders?: readonly string[];
  /** Keeps the images and their unpacked layers for the next start. Default: false. */
  readonly keepImages?: boolean;
}

/**
 * Removes every trace of a cluster: processes, cgroups, links, packet rules, namespaces, mounts and both folders.
 * Needs no opened runtime, so it also clears up after a crash. Doing it again does nothing.
 */
export async function tearDown({ layout, bridge, sharedFolders = [], keepImages = false }: TearDownOptions): Promise<void> {
  await killEverything(layout);
  await closeNetwork({ network: { table: layout.nftTable, bridge, podCidr: "", clusterCidr: "" } });
  const mountedFolders = [layout.dataDir, layout.runDir, ...sharedFolders];
  for (const path of mountsBelow(mountedFolders)) detach(path);
  const cgroups = probeCgroups();
  if (cgroups !== undefined) removeCgroup(cgroups, layout.cgroupRoot);
  const mounted = mountsBelow(mountedFolders);
  // Deleting through a mount would delete somebody else's files.
  if (mounted.length > 0) throw new Error(`cannot remove ${layout.dataDir}: ${mounted[0]} is still mounted; unmount it and run this again`);
  const removed = keepImages ? [layout.runDir, layout.containersDir, layout.sandboxesDir] : [layout.runDir, layout.dataDir];
  for (const folder of removed) rmSync(folder, { recursive: true, force: true });
}

async function killEverything(layout: Layout): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const alive = new Set([...processesInCgroups(layout), ...conmonProcesses(layout), ...processesInNamespace(layout.mountNamespacePin)]);
    alive.delete(process.pid);
    if (alive.size === 0) return;
    for (const pid of alive) kill(pid);
    await pause(10);
  }
  throw new Error(`processes of cluster ${layout.clusterName} do not end after SIGKILL: ${processesInCgroups(layout).join(", ")}`);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended by itself
  }
}
