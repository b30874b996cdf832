import { type Finding, isTestFile } from "./finding.ts";
import { importsOf } from "./imports.ts";
import type { SourceFile } from "./source-files.ts";

/**
 * Who may import whom: the layers of ARCHITECTURE.md as data. A room is the first folder below `src/`; `src/controllers`
 * counts each of its folders as a room of its own.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  machinery: ["base"],
  api: ["machinery", "base"],
  store: ["machinery", "base"],
  client: ["api", "machinery", "base"],
  server: ["client", "store/contract.ts", "api", "machinery", "base"],
  controllers: ["client", "api", "machinery", "base"],
  scheduler: ["client", "api", "machinery", "base"],
  kubelet: ["client", "api", "machinery", "base"],
  proxy: ["client", "api", "machinery", "base"],
  dns: ["client", "api", "machinery", "base"],
  cli: ["client", "api", "machinery", "base"],
  cmd: ["*"],
  sim: ["*"],
};

/** Rooms in which one folder is one plug-in: plug-ins do not know each other, only what is `shared/` or lies above them. */
const plugInFolders = ["controllers", "scheduler/plugins", "server/admission", "kubelet/runtimes", "kubelet/volumes", "cli/commands"];

/** The core runs in a browser too, so it imports nothing of Node. Source: ARCHITECTURE.md. */
const nodeFree = ["base/", "machinery/", "api/", "store/memory/", "store/contract.ts", "store/conformance.ts", "client/", "server/", "controllers/", "scheduler/"];
const nodeAllowed = ["client/http/", "client/conformance.ts", "server/http/", "server/pki/", "store/conformance.ts"];

function roomOf(path: string): string | undefined {
  return path.startsWith("src/") ? path.split("/")[1] : undefined;
}

function plugInOf(path: string): { folder: string; plugIn: string } | undefined {
  const inner = path.slice("src/".length);
  for (const folder of plugInFolders) {
    if (!inner.startsWith(`${folder}/`)) continue;
    const [plugIn, ...rest] = inner.slice(folder.length + 1).split("/");
    if (plugIn !== undefined && rest.length > 0 && plugIn !== "shared") return { folder, plugIn };
  }
  return undefined;
}

/** Every import that points upward or sideways, and every use of Node in the core. */
export function checkLayers(files: readonly SourceFile[]): Finding[] {
  return files.filter((file) => file.path.startsWith("src/") && !isTestFile(file.path)).flatMap(checkFile);
}

function checkFile(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const room = roomOf(file.path) ?? "";
  const allowed = mayImport[room];
  if (allowed === undefined) return [{ path: file.path, rule: "layers", message: `src/${room} is not a known room; add it to tools/tidy/layers.ts with what it may import` }];
  for (const { specifier, target, line } of importsOf(file)) {
    const problem = target === undefined ? nodeProblem(file.path, specifier) : layerProblem(file.path, room, allowed, target);
    if (problem !== undefined) findings.push({ path: file.path, line, ...problem });
  }
  return findings;
}

function nodeProblem(path: string, specifier: string): { rule: string; message: string } | undefined {
  if (!specifier.startsWith("node:")) return undefined;
  const inner = path.slice("src/".length);
  if (!nodeFree.some((folder) => inner.startsWith(folder)) || nodeAllowed.some((folder) => inner.startsWith(folder))) return undefined;
  return { rule: "core-without-node", message: `imports ${specifier}; the core also runs in a browser, so hand it in through a port` };
}

function layerProblem(path: string, room: string, allowed: readonly string[], target: string): { rule: string; message: string } | undefined {
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return { rule: "layers", message: `imports ${target}, which lies outside src/` };
  const inner = target.slice("src/".length);
  const open = allowed.includes("*") || targetRoom === room || allowed.some((entry) => inner === entry || inner.startsWith(`${entry}/`));
  if (!open) return { rule: "layers", message: `src/${room} may not import ${target}; it may import ${allowed.join(", ") || "nothing"}` };
  const from = plugInOf(path);
  const to = plugInOf(target);
  if (from !== undefined && to !== undefined && from.folder === to.folder && from.plugIn !== to.plugIn) {
    return { rule: "plug-ins", message: `${from.plugIn} imports its neighbour ${to.plugIn}; move what both need to src/${from.folder}/shared/` };
  }
  return undefined;
}
