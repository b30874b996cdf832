import { existsSync, readFileSync, rmSync } from "node:fs";
import type { ClusterFile } from "../../cli/cluster/location.ts";
import type { ServeArguments } from "./arguments.ts";
import { ClusterFailure } from "./failure.ts";
import { foldersOf } from "./folders.ts";
import { networkPlan } from "./network-plan.ts";
import { removeRuntime } from "./node-runtime.ts";

/**
 * Ends the cluster's containers and gives back all it uses of this machine, whether its process was stopped or killed.
 * With `keepData` objects, images and volumes stay in the folder for the next start; without, the folder goes too.
 */
export async function removeCluster({ name, dataDir, keepData }: ServeArguments): Promise<void> {
  const folders = foldersOf(dataDir);
  if (!existsSync(folders.clusterFile)) throw new ClusterFailure(`${dataDir} holds no cluster`, "name the folder of one with --data-dir; nothing was removed");
  const file = JSON.parse(readFileSync(folders.clusterFile, "utf8")) as ClusterFile;
  const choice = { runtime: "embedded" as const, ...file };
  await removeRuntime({ choice, folders, plan: networkPlan(name, file.podCidr), clusterName: name, keepImages: keepData });
  rmSync(folders.run, { recursive: true, force: true });
  if (!keepData) rmSync(dataDir, { recursive: true, force: true });
}
