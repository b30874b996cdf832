/** What of kubectl's commands and flags the command lines of a run have used. Pure: command lines in, what is missing out. */
import type { Command, Flag } from "../../tools/kubectl/commands.ts";

/** A command, or a command with a flag, as it is typed: `create secret tls --cert`. */
export type Use = string;

/** Every command that does something itself, and every flag of each. */
export function allUses(commands: readonly Command[], globalFlags: readonly Flag[]): Use[] {
  const ofCommands = commands.filter(({ flags, hasSubcommands }) => !hasSubcommands || flags.length > 0);
  return [...ofCommands.flatMap(({ path, flags }) => [path.join(" "), ...flags.map(({ name }) => [...path, name].join(" "))]), ...globalFlags.map(({ name }) => name)];
}

/** The uses in one command line: the command, and each of its flags before a `--`. */
export function usesOf(words: readonly string[], commands: readonly Command[], globalFlags: readonly Flag[]): Use[] {
  const end = words.indexOf("--");
  const line = end < 0 ? words : words.slice(0, end);
  const command = commandOf(line, commands);
  if (command === undefined) return [];
  const path = command.path.join(" ");
  const uses: Use[] = [path];
  for (const word of line) {
    for (const flag of command.flags) if (names(word, flag)) uses.push(`${path} ${flag.name}`);
    for (const flag of globalFlags) if (names(word, flag) && !command.flags.some(({ name }) => name === flag.name)) uses.push(flag.name);
  }
  return uses;
}

/** The longest command whose words stand first in the line, in their order, flags between them aside. */
function commandOf(line: readonly string[], commands: readonly Command[]): Command | undefined {
  const plain = line.filter((word) => !word.startsWith("-"));
  const matching = commands.filter(({ path }) => path.every((word, index) => plain[index] === word));
  return matching.sort((one, other) => other.path.length - one.path.length)[0];
}

/** `--name`, `--name=value`, `-n`, `-nvalue`, or one of several letters as in `-it`. */
function names(word: string, { name, shorthand }: Flag): boolean {
  if (word === name || word.startsWith(`${name}=`)) return true;
  if (shorthand === undefined || !/^-[A-Za-z]/.test(word)) return false;
  return word.startsWith(shorthand) || (/^-[a-zA-Z]{2,3}$/.test(word) && word.includes(shorthand.slice(1)));
}
