import { existsSync, readFileSync, rmSync } from "node:fs";
import type { ClusterFile } from "../../cli/cluster/location.ts";
import { layoutOf } from "../../kubelet/runtimes/embedded/layout.ts";
import { tearDown } from "../../kubelet/runtimes/embedded/teardown.ts";
import type { ServeArguments } from "./arguments.ts";
import { ClusterFailure } from "./failure.ts";
import { foldersOf } from "./folders.ts";
import { networkPlan } from "./network-plan.ts";

/**
 * Ends the cluster's containers and gives back all it uses of this machine, whether its process was stopped or killed.
 * With `keepData` objects, images and volumes stay in the folder for the next start; without, the folder goes too.
 */
export async function removeCluster({ name, dataDir, keepData }: ServeArguments): Promise<void> {
  const folders = foldersOf(dataDir);
  if (!existsSync(folders.clusterFile)) throw new ClusterFailure(`${dataDir} holds no cluster`, "name the folder of one with --data-dir; nothing was removed");
  const { podCidr } = JSON.parse(readFileSync(folders.clusterFile, "utf8")) as ClusterFile;
  const layout = layoutOf({ clusterName: name, dataDir: folders.runtimeData, runDir: folders.runtimeRun });
  await tearDown({ layout, bridge: networkPlan(name, podCidr).bridgeName, sharedFolders: [folders.kubelet], keepImages: keepData });
  rmSync(folders.run, { recursive: true, force: true });
  if (!keepData) rmSync(dataDir, { recursive: true, force: true });
}
