import { parseArgs } from "node:util";
import { commandModules } from "./commands/index.gen.ts";
import { type Command, type CommandContext, CommandError, UsageError } from "./contract.ts";
import { commandHelp, overview } from "./help.ts";

/** Runs one command line and answers the exit code: 0 done, 1 could not be done, 2 wrong words. */
export async function runCommandLine(argv: readonly string[], context: CommandContext): Promise<number> {
  const [word, ...rest] = argv;
  if (word === undefined || word === "help" || word === "--help" || word === "-h") return help(rest[0], context);
  const command = await findCommand(word === "--version" ? "version" : word);
  if (command === undefined) {
    context.terminal.err(`wherry: unknown command ${JSON.stringify(word)}\nsee: wherry help\n`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) return help(word, context);
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options: command.options, allowPositionals: true, strict: true });
    return await command.run(positionals, values as Record<string, string | boolean | undefined>, context);
  } catch (error) {
    return explain(error, command, context);
  }
}

async function findCommand(name: string): Promise<Command | undefined> {
  const modules: Readonly<Record<string, (() => Promise<{ command: Command }>) | undefined>> = commandModules;
  return (await modules[name]?.())?.command;
}

async function help(name: string | undefined, { terminal }: CommandContext): Promise<number> {
  const command = name === undefined ? undefined : await findCommand(name);
  if (command !== undefined) {
    terminal.out(commandHelp(command));
    return 0;
  }
  const commands = await Promise.all(Object.values(commandModules).map(async (load) => (await load()).command));
  terminal.out(overview(commands));
  return 0;
}

function explain(error: unknown, command: Command, { terminal, signal }: CommandContext): number {
  if (error instanceof CommandError) {
    terminal.err(`wherry: ${error.message}\n  ${error.fix}\n`);
    return 1;
  }
  if (error instanceof UsageError || (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))) {
    terminal.err(`wherry: ${error.message}\nusage: wherry ${command.usage}\n`);
    return 2;
  }
  if (signal.aborted) return 130;
  throw error;
}
