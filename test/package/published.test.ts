import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { run, root } from "../support/cluster.ts";

test("the packed package installs elsewhere and gives a working wherry", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wherry-package-"));
  const dataDir = join(folder, "data");
  const env = { KUBECONFIG: join(folder, "kubeconfig") };
  const must = async (program: string, args: readonly string[], cwd: string): Promise<string> => {
    const { code, stdout, stderr } = await run(program, args, { cwd, env, timeoutMs: 240_000 });
    assert.equal(code, 0, `${program} ${args.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
  };
  try {
    const packed = JSON.parse(await must("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root)) as { filename: string; files: { path: string }[] }[];
    assert.deepEqual(packed[0]?.files.filter(({ path }) => path.endsWith(".ts")), []);
    await must("npm", ["init", "-y"], folder);
    await must("npm", ["install", "--no-audit", "--no-fund", join(folder, packed[0]?.filename ?? "")], folder);
    const wherry = join(folder, "node_modules", ".bin", "wherry");
    assert.match(await must(wherry, ["version"], folder), /^wherry 0\.\d+\.\d+ \(Kubernetes v1\.36/);
    await must(wherry, ["up", "--name", `packed${randomInt(36 ** 2, 36 ** 3).toString(36)}`, "--data-dir", dataDir], folder);
    assert.match(await must(wherry, ["status", "--data-dir", dataDir], folder), /Ready/);
    await must(wherry, ["down", "--data-dir", dataDir], folder);
  } finally {
    await run(process.execPath, [join(root, "bin/wherry.js"), "down", "--data-dir", dataDir], { env });
    rmSync(folder, { recursive: true, force: true });
  }
});
