import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import { callCluster, clusterPid, followProgress } from "../../cluster/control-client.ts";
import { type ClusterLocation, locateCluster, locationOptions, wantsJson } from "../../cluster/location.ts";
import { progressFd } from "../../cluster/protocol.ts";
import { type Command, type CommandContext, type OptionValues, UsageError } from "../../contract.ts";
import { removeFromUserKubeconfig, userKubeconfigPath } from "../../kubeconfig/user-file.ts";
import { progressLine } from "../../output/progress-line.ts";

export const command: Command = {
  name: "down",
  summary: "stop a cluster and remove all that belongs to it",
  usage: "down [--data-dir DIR] [--name NAME] [--keep-data]",
  options: {
    ...locationOptions,
    "keep-data": { type: "boolean", help: "keep the stored objects, images and volumes for the next `wherry up`" },
  },
  run,
};

async function run(positionals: readonly string[], options: OptionValues, context: CommandContext): Promise<number> {
  if (positionals.length > 0) throw new UsageError(`down takes no argument, got ${JSON.stringify(positionals[0])}`);
  const location = locateCluster(options);
  const json = wantsJson(options);
  const keepData = options["keep-data"] === true;
  const found = existsSync(location.dataDir);
  if (found) {
    const progress = progressLine(context.terminal, context.clock);
    await stop(location, keepData, progress.step, context);
    progress.finish(`cluster ${JSON.stringify(location.name)} is down${keepData ? `; its data stays in ${location.dataDir}` : ""}`);
    if (!keepData) removeFromUserKubeconfig(userKubeconfigPath(context.env), location.name);
  } else if (!json) {
    context.terminal.err(`no cluster in ${location.dataDir}: nothing to do\n`);
  }
  if (json) context.terminal.out(`${JSON.stringify({ name: location.name, dataDir: location.dataDir, found, keptData: keepData })}\n`);
  return 0;
}

/** A running cluster takes itself down; what a dead one left behind is removed by a process of its own. */
async function stop(location: ClusterLocation, keepData: boolean, onStep: (text: string) => void, context: CommandContext): Promise<void> {
  if (clusterPid(location.dataDir) !== undefined) {
    const answer = await callCluster(location, { method: "POST", path: `/shutdown?keepData=${keepData}` }, context.signal);
    await followProgress(answer, onStep);
    return;
  }
  const [program = "", ...args] = context.self;
  const words = ["serve", "--teardown", "--data-dir", location.dataDir, "--name", location.name, ...(keepData ? ["--keep-data"] : [])];
  const child = spawn(program, [...args, ...words], { stdio: ["ignore", "ignore", "inherit", "pipe"], cwd: "/" });
  await followProgress(child.stdio[progressFd] as Readable, onStep);
}
