import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { anUnusualPort, root, run, testCluster } from "../support/cluster.ts";

/** The client library that is released with Kubernetes 1.36 counts so. */
const library = "kubernetes>=32";
const environment = join(root, ".cache/python-client");
const python = join(environment, "bin/python");

/** Makes the library usable, once a checkout; says why where that is not possible on this machine. */
async function missing(): Promise<string | undefined> {
  if (existsSync(join(environment, "complete"))) return undefined;
  const made = await run("python3", ["-m", "venv", environment]).catch((error: Error) => ({ code: 1, stdout: "", stderr: error.message }));
  if (made.code !== 0) return `python3 cannot make a virtual environment: ${made.stderr.trim() || made.stdout.trim()}`;
  const installed = await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", library], { timeoutMs: 180_000 });
  if (installed.code !== 0) {
    rmSync(environment, { recursive: true, force: true });
    if (/Could not find a version|Connection|Temporary failure|No matching distribution/.test(installed.stderr)) return `pip reaches no package index: ${installed.stderr.trim().split("\n").at(-1)}`;
    throw new Error(`pip could not install ${library}: ${installed.stderr}`);
  }
  await run(python, ["-c", `open(${JSON.stringify(join(environment, "complete"))}, "w").close()`]);
  return undefined;
}

const why = await missing();

test("the Python client library: lists, pages, patches, execs, follows, forwards, and watches through a restart", { skip: why ?? false }, async () => {
  const cluster = await testCluster({ name: "pyclient", images: ["busybox"], upWords: anUnusualPort() });
  try {
    const up = [process.execPath, join(root, "bin/wherry.js"), "up", "--name", cluster.name, "--data-dir", cluster.dataDir];
    const { code, stderr } = await run(python, ["-B", "-W", "ignore::ResourceWarning", join(root, "test/clients/python/suite.py")], {
      env: { KUBECONFIG: cluster.kubeconfig, WHERRY_PID_FILE: join(cluster.dataDir, "run/wherry.pid"), WHERRY_UP: JSON.stringify(up) },
      timeoutMs: 600_000,
    });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Ran 10 tests.*\nOK\n/s);
  } finally {
    await cluster.dispose();
  }
});
