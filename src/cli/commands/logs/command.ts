import { existsSync } from "node:fs";
import { join } from "node:path";
import { locateCluster, locationOptions, stringOption, wantsJson } from "../../cluster/location.ts";
import { type Command, type CommandContext, CommandError, type OptionValues, UsageError } from "../../contract.ts";
import { followFile, lastLines } from "./tail.ts";

export const command: Command = {
  name: "logs",
  summary: "print the log of a cluster's own process",
  usage: "logs [-f] [--tail LINES] [--data-dir DIR] [--name NAME]",
  options: {
    ...locationOptions,
    follow: { type: "boolean", short: "f", help: "go on printing what is added until Ctrl-C" },
    tail: { type: "string", placeholder: "LINES", help: "how many of the last lines to print (default: all)" },
  },
  run,
};

async function run(_positionals: readonly string[], options: OptionValues, { terminal, signal }: CommandContext): Promise<number> {
  const { dataDir } = locateCluster(options);
  const json = wantsJson(options);
  const path = join(dataDir, "log", "wherry.log");
  if (!existsSync(path)) throw new CommandError(`there is no log in ${dataDir}: ${path} does not exist`, "start a cluster with: wherry up");
  const print = json ? (line: string): void => terminal.out(`${JSON.stringify({ line })}\n`) : (line: string): void => terminal.out(`${line}\n`);
  const { lines, end } = await lastLines(path, tailOption(options));
  for (const line of lines) print(line);
  if (options["follow"] === true) await followFile(path, end, print, signal);
  return 0;
}

function tailOption(options: OptionValues): number {
  const text = stringOption(options, "tail");
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new UsageError(`--tail ${text}: a number of lines, 0 or more`);
  return count;
}
