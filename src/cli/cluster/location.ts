import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CommandError, type OptionSpec, type OptionValues, UsageError } from "../contract.ts";

/** Where a cluster keeps everything, and what it is called. */
export interface ClusterLocation {
  readonly name: string;
  /** Absolute. */
  readonly dataDir: string;
}

export const defaultName = "default";
const wellKnownFolder = "/var/lib/wherry";

/** The runtimes that a cluster can run its containers with; the first is the default. */
export const runtimeNames = ["embedded", "containerd"] as const;

export interface RuntimeChoice {
  readonly runtime: (typeof runtimeNames)[number];
  /** Socket of a runtime that is a program of its own. Absent: where that usually listens. */
  readonly runtimeEndpoint?: string;
}

/** How long pods may take to end when the machine shuts down. */
export type ShutdownChoice =
  /** Of `graceSeconds` in all the last `criticalSeconds` are for critical pods. 0: the shutdown does not wait for pods. */
  | { readonly graceSeconds: number; readonly criticalSeconds: number }
  | { readonly byPodPriority: readonly { readonly priority: number; readonly graceSeconds: number }[] };

/** Written by a cluster into its data folder when it is made; what later commands need to know of it. */
export interface ClusterFile extends Partial<RuntimeChoice> {
  readonly name: string;
  readonly port: number;
  readonly podCidr: string;
  readonly createdAt: string;
  readonly shutdown?: ShutdownChoice;
}

/** Options that every command takes. */
export const locationOptions: Readonly<Record<string, OptionSpec>> = {
  "data-dir": { type: "string", placeholder: "DIR", help: `folder of the cluster (default: ${wellKnownFolder}/NAME)` },
  name: { type: "string", placeholder: "NAME", help: `name of the cluster (default: ${defaultName})` },
  output: { type: "string", short: "o", placeholder: "json", help: "print the result as JSON" },
};

/** Finds the cluster that the options mean: by folder, by name, or the one at the well-known place. */
export function locateCluster(options: OptionValues): ClusterLocation {
  const name = stringOption(options, "name");
  if (name !== undefined && !/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/.test(name)) {
    throw new UsageError(`--name ${JSON.stringify(name)}: a cluster's name has 1 to 20 lower-case letters, digits or dashes`);
  }
  const folder = stringOption(options, "data-dir");
  if (folder === undefined) return { name: name ?? defaultName, dataDir: join(wellKnownFolder, name ?? defaultName) };
  const dataDir = resolve(folder);
  return { name: name ?? readClusterFile(dataDir)?.name ?? defaultName, dataDir };
}

/** What `cluster.json` in the folder says; undefined when there is no cluster in it. */
export function readClusterFile(dataDir: string): ClusterFile | undefined {
  const path = join(dataDir, "cluster.json");
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ClusterFile;
  } catch (cause) {
    throw new CommandError(`cannot read ${path}: ${(cause as Error).message}`, "restore the file, or remove the folder to start anew", { cause });
  }
}

export function stringOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** True for `--output json`; any other value is refused. */
export function wantsJson(options: OptionValues): boolean {
  const output = stringOption(options, "output");
  if (output !== undefined && output !== "json") throw new UsageError(`--output ${output}: only json is known`);
  return output === "json";
}

/** The words that name this cluster to another command, for "what to type next". */
export function locationWords({ name, dataDir }: ClusterLocation): string {
  if (dataDir !== join(wellKnownFolder, name)) return ` --data-dir ${dataDir}`;
  return name === defaultName ? "" : ` --name ${name}`;
}
