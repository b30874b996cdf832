import type { Clock } from "../../../base/clock.ts";
import { RuntimeError } from "../../cri/contract.ts";
import { probeCgroups } from "../shared/cgroups/cgroup-tree.ts";
import { ContainerdRuntime } from "./containerd-runtime.ts";
import { CriClient } from "./cri-client.ts";
import { toRuntimeError } from "./errors.ts";
import { follow } from "./events/follow.ts";
import { Lifecycle } from "./events/lifecycle.ts";
import { lowestOomScoreAdj } from "./host-limits.ts";
import { ContainerdImages } from "./images/containerd-images.ts";
import { cgroupRootOf, socketPathOf } from "./location.ts";
import { tearDown } from "./teardown.ts";

export interface ContainerdRuntimeOptions {
  readonly clock: Clock;
  /** Lower-case letters, digits and dashes; marks the cluster's pods in the runtime and names its cgroup. */
  readonly clusterName: string;
  /** Path of the runtime's socket, with or without `unix://`. Default: `defaultEndpoint`. */
  readonly endpoint?: string;
  /** Told to the runtime, which may write its network configuration by it. */
  readonly podCidr?: string;
}

export interface OpenedContainerd {
  readonly runtime: ContainerdRuntime;
  readonly images: ContainerdImages;
  /** Lets go of the runtime; containers go on. */
  close(): Promise<void>;
  /** Removes the cluster's pods from the runtime and its cgroups from the machine. Images stay. */
  teardown(): Promise<void>;
}

/** Opens the runtime of one cluster in a containerd that runs already. */
export async function createContainerdRuntime(options: ContainerdRuntimeOptions): Promise<OpenedContainerd> {
  const { clock, clusterName, podCidr } = options;
  const socketPath = socketPathOf(options.endpoint);
  const cgroups = probeCgroups();
  if (cgroups === undefined) throw new RuntimeError("FailedPrecondition", "no cgroups are mounted on this machine; mount cgroup2 on /sys/fs/cgroup");
  const client = new CriClient(socketPath, clock);
  const stopping = new AbortController();
  const lifecycle = new Lifecycle();
  try {
    await client.call("Version", { version: "v1" });
    if (podCidr !== undefined) await client.call("UpdateRuntimeConfig", { runtimeConfig: { networkConfig: { podCidr } } });
    await follow({ client, clock, clusterName, lifecycle }, stopping.signal);
  } catch (error) {
    stopping.abort();
    client.close();
    const { message } = toRuntimeError(error) as Error;
    throw new RuntimeError("Unavailable", `cannot use the container runtime: ${message}`, { cause: error });
  }
  const mapping = { clusterName, cgroupRoot: cgroupRootOf(clusterName), lowestOomScoreAdj: lowestOomScoreAdj(), cgroupVersion: cgroups.version };
  const parts = { client, clock, cgroups, mapping, lifecycle };
  const close = async (): Promise<void> => {
    stopping.abort();
    client.close();
  };
  return {
    runtime: new ContainerdRuntime(parts),
    images: new ContainerdImages(client, { socketPath, clock }),
    close,
    teardown: async () => {
      await close();
      await tearDown({ clock, clusterName, endpoint: socketPath });
    },
  };
}
