/**
 * `npm run build`: generates what is generated, then bundles `src/cmd/wherry.ts` and every worker into `dist/`, which is
 * what the published package holds. With `--quiet` it says one line only when it builds.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(root, "dist");

/** Worker threads are loaded by file, so each is an entry of its own: `src/**\/<name>-worker.ts` becomes `dist/<name>-worker.js`. */
function workerEntries(): string[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("-worker.ts"))
    .map((path) => join(root, "src", path));
}

process.stderr.write("wherry: building ...\n");
const generated = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "tools/generate/main.ts")], { stdio: ["ignore", "ignore", "inherit"] });
if (generated.status !== 0) process.exit(generated.status ?? 1);

rmSync(dist, { recursive: true, force: true });
const entries = [join(root, "src/cmd/wherry.ts"), ...workerEntries()];
await build({
  entryPoints: entries.map((path) => ({ in: path, out: basename(path, ".ts") })),
  outdir: dist,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  external: ["koffi"],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  // Bundled CommonJS dependencies still ask for Node's own modules by require.
  banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
  logLevel: "warning",
});
if (!process.argv.includes("--quiet")) console.log(`built ${entries.length} entries into dist/`);
