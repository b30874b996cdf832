import type { Command } from "./contract.ts";
import { formatColumns } from "./output/columns.ts";

/** The list of commands, as `wherry help` prints it. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map((command) => [`  ${command.name}`, command.summary]);
  return `Wherry runs a complete Kubernetes on this machine.\n\nusage: wherry COMMAND [options]\n\n${formatColumns(rows)}\nsee: wherry help COMMAND\n`;
}

/** One command with all its options. */
export function commandHelp(command: Command): string {
  const rows = Object.entries(command.options).map(([name, option]) => {
    const value = option.type === "string" ? ` ${option.placeholder ?? "VALUE"}` : "";
    return [`  ${option.short === undefined ? "" : `-${option.short}, `}--${name}${value}`, option.help];
  });
  return `${command.summary}\n\nusage: wherry ${command.usage}\n\n${formatColumns(rows)}`;
}
