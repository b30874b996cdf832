import { foldersHolding, writeGenerated } from "./output.ts";

/**
 * The CLI's commands by name, each loaded only when it is the one that runs: start-up time is what a person waits for
 * on every call.
 */
export function writeCommandIndex(): void {
  const base = "src/cli/commands";
  const entries = foldersHolding("command.ts", base, 1).map((name) => `  ${JSON.stringify(name)}: () => import("./${name}/command.ts"),\n`);
  writeGenerated(`${base}/index.gen.ts`, `the folders ${base}/*/command.ts`, `\nexport const commandModules = {\n${entries.join("")}};\n`);
}
