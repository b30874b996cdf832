// Plain JavaScript without newer syntax on purpose: it is what an old Node.js reads first.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const neededMajor = 24;

/** A clone has its sources beside it; an installed package has only `dist`. */
const isClone = existsSync(join(root, "src", "cmd"));

/** The path of a Node.js that is new enough: this one, or the one that came as a dependency. */
export function modernNode() {
  if (Number(process.versions.node.split(".")[0]) >= neededMajor) return process.execPath;
  try {
    return join(dirname(require.resolve(`node-linux-${process.arch}/package.json`)), "bin", "node");
  } catch {
    return undefined;
  }
}

/** Installs the dependencies of a clone that has none, or none that match its lockfile; progress goes to stderr. */
export function ensureInstalled() {
  const lock = join(root, "package-lock.json");
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!isClone || (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs)) return;
  process.stderr.write("wherry: installing dependencies (npm ci) ...\n");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) fail("npm ci did not succeed: see its messages above; check the network and run it again");
}

/** Runs `args` under a modern Node.js with this terminal and answers the exit code. */
export function runNode(args) {
  const node = modernNode();
  if (node === undefined) {
    fail(`Node.js ${neededMajor} or newer is needed, this is ${process.version}, and the package node-linux-${process.arch} is not installed: run "npm install" again without --omit=optional`);
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {}); // the child gets them too and decides
  const { status, signal } = spawnSync(node, args, { stdio: "inherit" });
  return signal ? 128 : (status ?? 1);
}

/** Runs the command line of Wherry. */
export function runOnModernNode(args) {
  ensureInstalled();
  if (isClone && isStale()) {
    const code = runNode([join(root, "tools", "build", "main.ts"), "--quiet"]);
    if (code !== 0) return code;
  }
  const entry = join(root, "dist", "wherry.js");
  return runNode(["--disable-warning=ExperimentalWarning", entry, ...args]);
}

/** True when a source is newer than the build. Costs a few milliseconds, in a clone only. */
function isStale() {
  const built = join(root, "dist", "wherry.js");
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  const newer = (folder) =>
    readdirSync(folder, { withFileTypes: true }).some((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newer(path) : !entry.name.endsWith(".test.ts") && !entry.name.endsWith(".gen.ts") && statSync(path).mtimeMs > builtMs;
    });
  return newer(join(root, "src"));
}

function fail(message) {
  process.stderr.write(`wherry: ${message}\n`);
  process.exit(1);
}
