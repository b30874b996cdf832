import { camelCase } from "./identifiers.ts";
import { foldersHolding, writeGenerated } from "./output.ts";

/** One kind of plug-in: every folder of `base` (at `depth`) that holds `file` exports `member` from it. */
interface PluginIndex {
  readonly base: string;
  readonly depth: number;
  readonly file: string;
  readonly member: string;
  /** Where the index goes, in `base`. */
  readonly output: string;
  readonly list: string;
  /** The type of the members and the module it comes from, as seen from `base`. */
  readonly type?: { readonly name: string; readonly from: string };
}

const indexes: readonly PluginIndex[] = [
  {
    base: "src/api",
    depth: 2,
    file: "strategy.ts",
    member: "strategy",
    output: "strategies.gen.ts",
    list: "strategies",
    type: { name: "KindStrategy", from: "./strategy.ts" },
  },
  {
    base: "src/controllers",
    depth: 1,
    file: "controller.ts",
    member: "controller",
    output: "index.gen.ts",
    list: "controllers",
    type: { name: "ControllerDefinition", from: "./contract.ts" },
  },
  {
    base: "src/kubelet/volumes",
    depth: 1,
    file: "plugin.ts",
    member: "plugin",
    output: "index.gen.ts",
    list: "volumePlugins",
    type: { name: "VolumePlugin", from: "./contract.ts" },
  },
  // These two may export a factory instead of a plug-in, so the members' own types are kept.
  { base: "src/server/admission", depth: 1, file: "plugin.ts", member: "plugin", output: "index.gen.ts", list: "admissionPlugins" },
  { base: "src/scheduler/plugins", depth: 1, file: "plugin.ts", member: "plugin", output: "index.gen.ts", list: "schedulerPlugins" },
];

export function writePluginIndexes(): void {
  for (const index of indexes) {
    const folders = foldersHolding(index.file, index.base, index.depth);
    const source = `the folders ${index.base}/${"*/".repeat(index.depth)}${index.file}`;
    writeGenerated(`${index.base}/${index.output}`, source, indexText(index, folders));
  }
}

function indexText(index: PluginIndex, folders: readonly string[]): string {
  const { type, list, file, member } = index;
  const imports = folders.map((folder) => `import { ${member} as ${camelCase(folder)} } from "./${folder}/${file}";\n`);
  if (type !== undefined) imports.push(`import type { ${type.name} } from "${type.from}";\n`);
  const annotation = type === undefined ? "" : `: readonly ${type.name}[]`;
  const members = folders.map((folder) => `  ${camelCase(folder)},\n`).join("");
  return `${imports.join("")}\nexport const ${list}${annotation} = [\n${members}];\n`;
}
