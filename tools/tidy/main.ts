/** `npm run tidy`: layers, circles and style of the whole project. Exits 1 when anything is not tidy. */
import { fileURLToPath } from "node:url";
import { checkCycles } from "./cycles.ts";
import { formatFinding } from "./finding.ts";
import { checkLayers } from "./layers.ts";
import { readSourceFiles } from "./source-files.ts";
import { checkStyle } from "./style.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const files = readSourceFiles(root, ["src", "tools", "test", "bench"]);
const findings = [...checkLayers(files), ...checkCycles(files.filter((file) => file.path.startsWith("src/"))), ...checkStyle(files)];
for (const finding of findings) console.error(formatFinding(finding));
console.log(`tidy: ${files.length} files, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
