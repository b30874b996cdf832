import { callCluster, clusterPid, readJson } from "../../cluster/control-client.ts";
import { locateCluster, locationOptions, locationWords, readClusterFile, wantsJson } from "../../cluster/location.ts";
import type { ClusterStatus } from "../../cluster/protocol.ts";
import { type Command, type CommandContext, CommandError, type OptionValues } from "../../contract.ts";
import { formatColumns } from "../../output/columns.ts";
import { formatSize } from "../../output/size.ts";

export const command: Command = {
  name: "status",
  summary: "say whether a cluster runs and what it uses",
  usage: "status [--data-dir DIR] [--name NAME]",
  options: locationOptions,
  run,
};

async function run(_positionals: readonly string[], options: OptionValues, { terminal, signal }: CommandContext): Promise<number> {
  const location = locateCluster(options);
  const json = wantsJson(options);
  if (clusterPid(location.dataDir) === undefined) {
    if (readClusterFile(location.dataDir) === undefined) throw new CommandError(`there is no cluster in ${location.dataDir}`, `start one with: wherry up${locationWords(location)}`);
    if (json) terminal.out(`${JSON.stringify({ name: location.name, dataDir: location.dataDir, running: false })}\n`);
    else terminal.out(`cluster ${JSON.stringify(location.name)} is stopped; start it with: wherry up${locationWords(location)}\n`);
    return 1;
  }
  const status = await readJson<ClusterStatus>(await callCluster(location, { method: "GET", path: "/status" }, signal));
  terminal.out(json ? `${JSON.stringify({ ...status, running: true })}\n` : statusText(status));
  return 0;
}

function statusText(status: ClusterStatus): string {
  return formatColumns([
    ["Cluster:", status.name],
    ["Server:", status.server],
    ["Version:", status.version],
    ["Node:", `${status.node.name} (${status.node.ready ? "Ready" : "NotReady"})`],
    ["Pods:", `${status.pods.running} running, ${status.pods.total} in all`],
    ["Runtime:", status.runtime],
    ["Memory:", formatSize(status.memoryBytes)],
    ["Process:", String(status.pid)],
    ["Started:", status.startedAt],
    ["Data:", status.dataDir],
  ]);
}
