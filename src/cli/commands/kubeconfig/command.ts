import { locateCluster, locationOptions, wantsJson } from "../../cluster/location.ts";
import type { Command, CommandContext, OptionValues } from "../../contract.ts";
import { readClusterKubeconfig } from "../../kubeconfig/user-file.ts";
import { load } from "js-yaml";

export const command: Command = {
  name: "kubeconfig",
  summary: "print the kubeconfig of a cluster",
  usage: "kubeconfig [--data-dir DIR] [--name NAME]",
  options: locationOptions,
  async run(_positionals: readonly string[], options: OptionValues, { terminal }: CommandContext): Promise<number> {
    const text = readClusterKubeconfig(locateCluster(options).dataDir);
    terminal.out(wantsJson(options) ? `${JSON.stringify(load(text))}\n` : text);
    return 0;
  },
};
