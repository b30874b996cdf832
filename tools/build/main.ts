/**
 * `npm run build`: generates what is generated, then bundles `src/cmd/wherry.ts` and every worker into `dist/`, which is
 * what the published package holds. With `--quiet` it says one line only when it builds.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(root, "dist");
/** Built beside and moved into place in one step: a command that starts meanwhile finds the old build whole. */
const fresh = join(root, `.cache/dist-${process.pid}`);

/**
 * Worker threads are loaded by file, so each is an entry of its own, named as `src/base/worker-file.ts` expects it:
 * `src/.../<folder>/worker.ts` becomes `dist/<folder>-worker.js`, `src/.../<name>-thread.ts` becomes `dist/<name>-thread.js`.
 */
function workerEntries(): { in: string; out: string }[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).flatMap((path) => {
    const name = basename(path, ".ts");
    if (name !== "worker" && !name.endsWith("-thread")) return [];
    return [{ in: join(root, "src", path), out: name === "worker" ? `${basename(dirname(path))}-worker` : name }];
  });
}

process.stderr.write("wherry: building ...\n");
const generated = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "tools/generate/main.ts")], { stdio: ["ignore", "ignore", "inherit"] });
if (generated.status !== 0) process.exit(generated.status ?? 1);

const entries = [{ in: join(root, "src/cmd/wherry.ts"), out: "wherry" }, ...workerEntries()];
await build({
  entryPoints: entries,
  outdir: fresh,
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
const old = `${fresh}-old`;
if (existsSync(dist)) renameSync(dist, old);
renameSync(fresh, dist);
rmSync(old, { recursive: true, force: true });
if (!process.argv.includes("--quiet")) console.log(`built ${entries.length} entries into dist/`);
