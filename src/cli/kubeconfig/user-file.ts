import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { dump, load } from "js-yaml";
import { CommandError } from "../contract.ts";
import { contextName, type Kubeconfig, mergeKubeconfig, removeFromKubeconfig } from "./merge.ts";

/** The user's own kubeconfig: the first file of $KUBECONFIG, or ~/.kube/config. */
export function userKubeconfigPath(env: Readonly<Record<string, string | undefined>>): string {
  const named = (env["KUBECONFIG"] ?? "").split(delimiter).find((path) => path !== "");
  return named ?? join(env["HOME"] ?? homedir(), ".kube", "config");
}

/** The cluster's own kubeconfig as text, as the cluster wrote it into its data folder. */
export function readClusterKubeconfig(dataDir: string): string {
  const path = join(dataDir, "kubeconfig");
  if (!existsSync(path)) throw new CommandError(`there is no cluster in ${dataDir}: ${path} does not exist`, "start one with: wherry up");
  return readFileSync(path, "utf8");
}

/** Adds the cluster's context to the user's kubeconfig and makes it the current one. */
export function addToUserKubeconfig(path: string, clusterName: string, dataDir: string): void {
  const own = renamed(load(readClusterKubeconfig(dataDir)) as Kubeconfig, contextName(clusterName));
  write(path, mergeKubeconfig(read(path), own));
}

/** Takes the cluster's context out of the user's kubeconfig again; a file that does not exist stays so. */
export function removeFromUserKubeconfig(path: string, clusterName: string): void {
  if (!existsSync(path)) return;
  const before = read(path);
  const name = contextName(clusterName);
  if ((before.contexts ?? []).some((entry) => entry.name === name)) write(path, removeFromKubeconfig(before, name));
}

/** The same single-context file under another name for its cluster, user and context. */
function renamed(config: Kubeconfig, name: string): Kubeconfig {
  const only = (list: "clusters" | "users"): { name: string } => ({ ...config[list]?.[0], name });
  return { clusters: [only("clusters")], users: [only("users")], contexts: [{ name, context: { cluster: name, user: name } }], "current-context": name };
}

function read(path: string): Kubeconfig {
  if (!existsSync(path)) return {};
  try {
    return ((load(readFileSync(path, "utf8")) as Kubeconfig | null | undefined) ?? {}) as Kubeconfig;
  } catch (cause) {
    throw new CommandError(`cannot read ${path}: ${(cause as Error).message}`, "mend the file, or run the command with --no-merge", { cause });
  }
}

/** Replaces the file in one step, readable by its owner alone. */
function write(path: string, config: Kubeconfig): void {
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.wherry-${process.pid}`;
  writeFileSync(fresh, dump(config, { lineWidth: -1, noRefs: true }), { mode: 0o600, flush: true });
  renameSync(fresh, path);
}
