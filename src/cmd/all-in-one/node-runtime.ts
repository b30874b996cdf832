import { mkdirSync } from "node:fs";
import { RealClock } from "../../base/real-clock.ts";
import type { SystemRandom } from "../../base/system-random.ts";
import type { RuntimeChoice } from "../../cli/cluster/location.ts";
import { type ImageService, RuntimeError, type RuntimeService } from "../../kubelet/cri/contract.ts";
import { createNodePorts } from "../../kubelet/ports/node/node-ports.ts";
import { createContainerdRuntime } from "../../kubelet/runtimes/containerd/index.ts";
import { tearDown as tearDownContainerd } from "../../kubelet/runtimes/containerd/teardown.ts";
import { createEmbeddedRuntime } from "../../kubelet/runtimes/embedded/index.ts";
import { layoutOf } from "../../kubelet/runtimes/embedded/layout.ts";
import { mountsBelow } from "../../kubelet/runtimes/embedded/leftovers.ts";
import { probeHost } from "../../kubelet/runtimes/embedded/probe.ts";
import { tearDown as tearDownEmbedded } from "../../kubelet/runtimes/embedded/teardown.ts";
import { ClusterFailure } from "./failure.ts";
import type { Folders } from "./folders.ts";
import type { NetworkPlan } from "./network-plan.ts";

/** What runs this node's containers, whichever it is. */
export interface NodeRuntime {
  readonly runtime: RuntimeService;
  readonly images: ImageService & {
    /** Takes in every image of an archive and answers their names. */
    load(archive: AsyncIterable<Uint8Array>): Promise<readonly string[]>;
  };
  /** Lets go of it; containers go on. */
  close(): Promise<void>;
}

export interface NodeRuntimeOptions {
  readonly choice: RuntimeChoice;
  readonly folders: Folders;
  readonly plan: NetworkPlan;
  readonly clusterName: string;
  readonly clock: RealClock;
  readonly random: SystemRandom;
}

export function openRuntime({ choice, folders, plan, clusterName, clock, random }: NodeRuntimeOptions): Promise<NodeRuntime> {
  for (const folder of [folders.kubelet, folders.podLogs]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  switch (choice.runtime) {
    case "containerd":
      return explained(() => createContainerdRuntime({ clock, clusterName, endpoint: choice.runtimeEndpoint, podCidr: plan.podCidr }));
    case "embedded":
      for (const folder of [folders.runtimeData, folders.runtimeRun]) mkdirSync(folder, { recursive: true, mode: 0o700 });
      return createEmbeddedRuntime({
        clock,
        random,
        clusterName,
        dataDir: folders.runtimeData,
        runDir: folders.runtimeRun,
        podCidr: plan.podCidr,
        clusterCidr: plan.clusterCidr,
        bridgeName: plan.bridgeName,
        sharedFolders: [folders.kubelet],
      });
  }
}

export interface RemoveRuntimeOptions {
  readonly choice: RuntimeChoice;
  readonly folders: Folders;
  readonly plan: NetworkPlan;
  readonly clusterName: string;
  /** Images stay for the next start. */
  readonly keepImages: boolean;
}

/** Ends the cluster's containers and removes what they and their volumes hold of this machine. Doing it again does nothing. */
export async function removeRuntime({ choice, folders, plan, clusterName, keepImages }: RemoveRuntimeOptions): Promise<void> {
  switch (choice.runtime) {
    case "containerd": {
      await explained(() => tearDownContainerd({ clock: new RealClock(), clusterName, endpoint: choice.runtimeEndpoint }));
      const { mounts } = createNodePorts();
      for (const path of mountsBelow([folders.kubelet])) await mounts.unmount(path);
      return;
    }
    case "embedded": {
      const layout = layoutOf({ clusterName, dataDir: folders.runtimeData, runDir: folders.runtimeRun });
      return tearDownEmbedded({ layout, bridge: plan.bridgeName, sharedFolders: [folders.kubelet], keepImages });
    }
  }
}

/** Throws a ClusterFailure that says what this machine lacks for the runtime. */
export function assertHostIsFit({ runtime }: RuntimeChoice): void {
  if (runtime !== "embedded") return; // a program of its own has looked at its machine itself
  const { missing } = probeHost();
  if (missing.length === 0) return;
  throw new ClusterFailure(missing.map(({ what, why }) => `${what} is missing: ${why}`).join("; "), missing.map(({ fix }) => fix).join(" && "));
}

/** A runtime that does not answer is a thing to mend outside of this program. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code !== "Unavailable") throw error;
    throw new ClusterFailure(error.message, "start containerd with its CRI plug-in, or name another socket with: wherry up --runtime-endpoint SOCKET", { cause: error });
  }
}
