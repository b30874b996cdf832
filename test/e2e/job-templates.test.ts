import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ensureDebianPackages } from "../../tools/setup/debian.ts";
import { root, run, type TestCluster, testCluster } from "../support/cluster.ts";

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "templates", images: ["busybox"] });
});
after(() => cluster.dispose());

const items = ["apple", "banana", "cherry"];
const group = ["-l", "jobgroup=jobexample"];

async function runsAndGoes(expected: readonly string[]): Promise<void> {
  await cluster.kubectl("wait", "--for=condition=complete", "--timeout=100s", "job", ...group);
  const jobs = await cluster.kubectl("get", "jobs", ...group, "-o", "jsonpath={range .items[*]}{.metadata.name}={.status.succeeded} {end}");
  assert.equal(jobs.trim().split(" ").length, items.length);
  assert.match(jobs, /^(?:[a-z-]+=1 )+$/);
  const logs = await cluster.kubectl("logs", "-f", ...group);
  assert.deepEqual(logs.trim().split("\n").sort(), expected);
  const deleted = await cluster.kubectl("delete", "job", ...group);
  assert.equal(deleted.trim().split("\n").length, items.length);
  assert.equal((await cluster.tryKubectl(["get", "jobs", ...group])).stderr, "No resources found in default namespace.\n");
  await cluster.kubectl("wait", "--for=delete", "pod", ...group, "--timeout=60s"); // the next test's have the same label
}

test("sed over a template into a folder, create -f of the folder, then logs and delete by label", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jobs-"));
  try {
    const template = readFileSync(join(root, "examples/job-tmpl.yaml"), "utf8");
    for (const item of items) writeFileSync(join(folder, `job-${item}.yaml`), template.replaceAll("$ITEM", item));
    const created = await cluster.kubectl("create", "-f", folder);
    assert.equal(created, items.map((item) => `job.batch/process-item-${item} created\n`).join(""));
    await runsAndGoes(items.map((item) => `Processing item ${item}`));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a Jinja2 template, rendered and piped to apply -f -", async () => {
  ensureDebianPackages(["python3-jinja2"]);
  const template = readFileSync(join(root, "examples/job.yaml.jinja2"), "utf8");
  const { stdout: rendered } = await run("/usr/bin/python3", ["-c", "from jinja2 import Template; import sys; print(Template(sys.stdin.read()).render())"], { input: template });
  const applied = await cluster.tryKubectl(["apply", "-f", "-"], { input: rendered });
  assert.equal(applied.stdout, items.map((item) => `job.batch/jobexample-${item} created\n`).join(""), applied.stderr);
  await runsAndGoes(["Apple", "Banana", "Cherry"].map((name) => `Processing URL http://dbpedia.org/resource/${name}`));
});
