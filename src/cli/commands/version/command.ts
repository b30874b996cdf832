import { version } from "../../../base/version.ts";
import { kubernetesVersion } from "../../../api/version.ts";
import { locationOptions, wantsJson } from "../../cluster/location.ts";
import type { Command, CommandContext, OptionValues } from "../../contract.ts";

export const command: Command = {
  name: "version",
  summary: "print the version of Wherry and of the Kubernetes API that it serves",
  usage: "version",
  options: locationOptions,
  async run(_positionals: readonly string[], options: OptionValues, { terminal }: CommandContext): Promise<number> {
    const found = { wherry: version, kubernetes: kubernetesVersion, node: process.version };
    terminal.out(wantsJson(options) ? `${JSON.stringify(found)}\n` : `wherry ${version} (Kubernetes ${kubernetesVersion}, Node.js ${process.version})\n`);
    return 0;
  },
};
