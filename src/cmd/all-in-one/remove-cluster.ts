import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ClusterFile } from "../../cli/cluster/location.ts";
import { closeApiServerRoute } from "./api-server-route.ts";
import type { ServeArguments } from "./arguments.ts";
import { ClusterFailure } from "./failure.ts";
import { type Folders, foldersOf } from "./folders.ts";
import { networkPlan } from "./network-plan.ts";
import { removeRuntime } from "./node-runtime.ts";

/**
 * Ends the cluster's containers and gives back all it uses of this machine, whether its process was stopped or killed.
 * With `keepData` objects, images and volumes stay in the folder for the next start; without, the folder goes too.
 */
export async function removeCluster({ name, dataDir, keepData }: ServeArguments): Promise<void> {
  const folders = foldersOf(dataDir);
  if (neverStarted(folders)) return rmSync(dataDir, { recursive: true, force: true });
  if (!existsSync(folders.clusterFile)) throw new ClusterFailure(`${dataDir} holds no cluster`, "name the folder of one with --data-dir; nothing was removed");
  const file = JSON.parse(readFileSync(folders.clusterFile, "utf8")) as ClusterFile;
  const choice = { runtime: "embedded" as const, ...file };
  await removeRuntime({ choice, folders, plan: networkPlan(name, file.podCidr), clusterName: name, keepImages: keepData });
  await closeApiServerRoute(name);
  rmSync(folders.run, { recursive: true, force: true });
  if (!keepData) rmSync(dataDir, { recursive: true, force: true });
}

/** A start that was refused leaves its log and nothing else. Anything more may be somebody else's. */
function neverStarted({ dataDir, clusterFile, run }: Folders): boolean {
  if (existsSync(clusterFile)) return false;
  const log = join(dataDir, "log");
  return readdirSync(dataDir).every((entry) => entry === "log" || entry === "run") && isSubset(log, ["wherry.log", "pods"]) && isSubset(run, ["wherry.pid"]);
}

function isSubset(folder: string, names: readonly string[]): boolean {
  return !existsSync(folder) || readdirSync(folder).every((entry) => names.includes(entry));
}
