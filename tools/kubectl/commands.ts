import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A flag as kubectl's help names it. */
export interface Flag {
  /** With its dashes: `--output`. */
  readonly name: string;
  /** With its dash: `-o`. */
  readonly shorthand?: string;
}

/** A command that does something itself, with the flags of its own. */
export interface Command {
  /** The words after `kubectl`: `["create", "secret", "tls"]`. */
  readonly path: readonly string[];
  readonly flags: readonly Flag[];
  /** True where the words after it name subcommands. */
  readonly hasSubcommands: boolean;
}

const commandLine = /^ {2}([a-z][a-z-]*) {2,}\S/gm;
const flagLine = /^ {4}(?:(-\w), )?(--[a-z0-9-]+)=/gm;
const ask = promisify(execFile);

/** Every command of a kubectl program and its flags, read from its help, level by level. */
export async function readCommands(program: string, path: readonly string[] = []): Promise<readonly Command[]> {
  const { stdout: help } = await ask(program, [...path, "--help"]);
  const subcommands = namesUnder(help);
  const below = await Promise.all(subcommands.map((name) => readCommands(program, [...path, name])));
  const own: Command = { path, flags: flagsOf(help), hasSubcommands: subcommands.length > 0 };
  return [...(path.length === 0 ? [] : [own]), ...below.flat()];
}

/** The flags that every command takes. */
export async function readGlobalFlags(program: string): Promise<readonly Flag[]> {
  return flagsOf((await ask(program, ["options"])).stdout);
}

/** Commands stand under headings such as "Available Commands:" and "Basic Commands (Beginner):". */
function namesUnder(help: string): string[] {
  const sections = help.split(/\n(?=\S)/).filter((section) => /^[\w ]*Commands\b.*:\n|^Subcommands.*:\n/.test(section));
  return sections.flatMap((section) => [...section.matchAll(commandLine)].map(([, name = ""]) => name));
}

function flagsOf(help: string): Flag[] {
  return [...help.matchAll(flagLine)].map(([, shorthand, name = ""]) => (shorthand === undefined ? { name } : { name, shorthand }));
}
