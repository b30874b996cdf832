import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { definitions } from "./facts.ts";
import { root, writeGenerated } from "./output.ts";

const models = "node_modules/@kubernetes/client-node/dist/gen/models";

/** What a definition's class says: about itself, and about its fields by their name on the wire. */
export interface Description {
  readonly self?: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * The texts of `kubectl explain`, by definition. They are upstream's and stand as comments in the typings of the
 * official JavaScript client, a development dependency.
 */
export function readDescriptions(): Readonly<Record<string, Description>> {
  const found: Record<string, Description> = {};
  for (const definition of Object.keys(definitions)) {
    const typings = typingsOf(definition);
    if (typings !== undefined) found[definition] = describe(typings);
  }
  if (Object.keys(found).length === 0) throw new Error(`no typings found in ${models}: run npm install with development dependencies`);
  return found;
}

/** Writes `src/api/facts/descriptions.gen.ts`, which the OpenAPI documents are made with. */
export function writeDescriptions(found: Readonly<Record<string, Description>>): void {
  const type = "Readonly<Record<string, { readonly self?: string; readonly fields: Readonly<Record<string, string>> }>>";
  writeGenerated("src/api/facts/descriptions.gen.ts", models, `\nexport const descriptions: ${type} = ${JSON.stringify(found)};\n`);
}

/** Classes are named by version and kind, and by group too where two groups share a kind's name. */
function typingsOf(definition: string): string | undefined {
  const [name = "", version = "", group = ""] = definition.split(".").reverse();
  const versioned = `${capital(version)}${name}`;
  const classes = [`${capital(group)}${versioned}`, versioned];
  if (definition === "io.k8s.apimachinery.pkg.version.Info") classes.push("VersionInfo");
  const file = classes.map((className) => join(root, models, `${className}.d.ts`)).find(existsSync);
  return file === undefined ? undefined : readFileSync(file, "utf8");
}

const classComment = /\/\*\*\n\* ((?:(?!\*\/)[\s\S])*?)\n\*\/\nexport declare class/;
const fieldComment = / {4}\/\*\*\n {4}\* ((?:(?!\*\/)[\s\S])*?)\n {4}\*\/\n {4}'([^']+)'\??:/g;

function describe(typings: string): Description {
  const self = classComment.exec(typings)?.[1];
  const fields = [...typings.matchAll(fieldComment)].map(([, text = "", property = ""]) => [wireName(property), plain(text)]);
  return { ...(self === undefined ? {} : { self: plain(self) }), fields: Object.fromEntries(fields) };
}

/** The client renames what JavaScript or its generator cannot use as a name. */
function wireName(property: string): string {
  if (property.startsWith("x_kubernetes_")) return property.replaceAll("_", "-");
  return property.replace(/^_/, "");
}

function plain(text: string): string {
  return text.replace(/\\(['"])/g, "$1").replaceAll("*_/", "*/");
}

function capital(word: string): string {
  return word === "" ? "" : `${word[0]?.toUpperCase()}${word.slice(1)}`;
}
