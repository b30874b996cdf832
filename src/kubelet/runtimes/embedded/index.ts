import { readFileSync } from "node:fs";
import type { Clock } from "../../../base/clock.ts";
import type { Random } from "../../../base/random.ts";
import { RuntimeError } from "../../cri/contract.ts";
import { EventHub } from "../../cri/event-hub.ts";
import { Ipam } from "../shared/ipam.ts";
import { probeCgroups } from "../shared/cgroups/cgroup-tree.ts";
import { Containers } from "./containers.ts";
import { EmbeddedRuntime } from "./embedded-runtime.ts";
import { ExitWatcher } from "./exit-watcher.ts";
import { Host } from "./host/host.ts";
import { uplinkMtu } from "./host/network-operations.ts";
import { runtimeHandlers } from "./handlers.ts";
import { readHostLimits } from "./host-limits.ts";
import { EmbeddedImages } from "./images/embedded-images.ts";
import { ImageStore } from "./images/image-store.ts";
import { layoutOf } from "./layout.ts";
import { watchForLost } from "./lost-watch.ts";
import { ensureMemoryFolder } from "./memory-folder.ts";
import { isLost, recover } from "./recover.ts";
import type { RuntimeContext } from "./runtime-context.ts";
import { hostPortsOf, Sandboxes } from "./sandboxes.ts";
import { shareFolders } from "./shared-folders.ts";
import { tearDown } from "./teardown.ts";
import { UserRanges } from "./user-ranges.ts";

export interface EmbeddedRuntimeOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Lower-case letters, digits and dashes; names the cgroup, the nftables table and the cluster's other marks on this machine. */
  readonly clusterName: string;
  /** For what survives a reboot. Belongs to the runtime alone. */
  readonly dataDir: string;
  /** For what does not, e.g. below /run. Belongs to the runtime alone. */
  readonly runDir: string;
  /** IPv4 range of this node's pods. Its first address is the bridge's. */
  readonly podCidr: string;
  /** IPv4 range of all pods of the cluster. Default: `podCidr`. */
  readonly clusterCidr?: string;
  /** At most 15 characters. */
  readonly bridgeName: string;
  /** Folders in which the kubelet mounts volumes; what it mounts below them shows in containers. */
  readonly sharedFolders?: readonly string[];
  /** Endpoints (`https://host`) to ask before a registry, by the registry's domain. */
  readonly registryMirrors?: Readonly<Record<string, readonly string[]>>;
}

export interface OpenedRuntime {
  readonly runtime: EmbeddedRuntime;
  readonly images: EmbeddedImages;
  /** Lets go of everything and leaves containers running; the next `createEmbeddedRuntime` takes them up. */
  close(): Promise<void>;
  /** Ends containers and removes every trace of the cluster from the machine, both folders included. */
  teardown(): Promise<void>;
}

/** Opens the runtime of one cluster on this machine. Needs root; see `probeHost` for the rest. */
export async function createEmbeddedRuntime(options: EmbeddedRuntimeOptions): Promise<OpenedRuntime> {
  const { clock, random, podCidr, bridgeName } = options;
  const layout = layoutOf(options);
  const cgroups = probeCgroups();
  if (cgroups === undefined) throw new RuntimeError("FailedPrecondition", "no cgroups are mounted on this machine; mount cgroup2 on /sys/fs/cgroup");
  const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  ensureMemoryFolder(layout.runDir);
  const recovered = recover(layout, bootId);
  const images = new ImageStore(layout);
  shareFolders(options.sharedFolders ?? []);

  const ipam = new Ipam(podCidr);
  for (const { address } of recovered.sandboxes) if (address !== undefined) ipam.claim(address);
  const userRanges = new UserRanges(options.clusterName);
  for (const { firstHostId } of recovered.sandboxes) if (firstHostId !== undefined) userRanges.claim(firstHostId);
  const network = { table: layout.nftTable, bridge: bridgeName, podCidr, clusterCidr: options.clusterCidr ?? podCidr };
  const host = await Host.open(layout, cgroups.mixedUnified);
  const { bridgeIndex } = await host.call("openNetwork", { network, gateway: ipam.gateway, prefixLength: ipam.prefixLength, hostPorts: hostPortsOf(recovered.sandboxes) });

  const context: RuntimeContext = {
    clock, random, layout, host, cgroups, network, ipam, userRanges, images, bootId, hub: new EventHub(), limits: readHostLimits(cgroups.version), handlers: runtimeHandlers(),
    link: { bridgeIndex, gateway: ipam.gateway, prefixLength: ipam.prefixLength, mtu: uplinkMtu() },
  };
  const containers = new Containers(context, recovered.containers);
  const sandboxes = new Sandboxes(context, recovered.sandboxes);
  const exits = new ExitWatcher(layout.exitsDir, (id, exit) => containers.noteExit(id, exit));
  // Who is gone is found out before the exits are read: one that ends in between has written its exit, and is not lost.
  const gone = recovered.containers.filter((record) => isLost(layout, record, bootId));
  for (const [id, exit] of exits.scan()) containers.noteExit(id, exit);
  for (const { id } of gone) containers.noteLost(id);
  containers.foldEnded();
  for (const id of recovered.unfinished) await host.call("discardUnfinished", { layout, id });
  for (const id of recovered.unfinishedSandboxes) await host.call("discardSandbox", { layout, id });

  const closing = new AbortController();
  void watchForLost(containers, clock, closing.signal);
  const close = async () => {
    closing.abort();
    exits.close();
    await host.close();
  };
  return {
    runtime: new EmbeddedRuntime(context, sandboxes, containers),
    images: new EmbeddedImages({ layout, store: images, mirrors: options.registryMirrors ?? {}, imagesInUse: () => containers.imagesInUse() }),
    close,
    teardown: async () => {
      await close();
      await tearDown({ layout, bridge: bridgeName });
    },
  };
}
