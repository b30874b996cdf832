// `node tools/run.js FILE.ts [ARG ...]`: runs one of the project's own programs on a Node.js that can, from a fresh clone too.
import { join } from "node:path";
import { ensureInstalled, root, runNode } from "../bin/launcher.js";

const [script, ...args] = process.argv.slice(2);
ensureInstalled();
process.exitCode = runNode(["--disable-warning=ExperimentalWarning", join(root, script), ...args]);
