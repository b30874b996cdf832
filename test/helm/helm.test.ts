/**
 * Stock Helm 4 with a chart of settings, a secret, a Job, a hook and a test. Helm 4 applies on the server unless it is told
 * not to; until the server can, `--server-side=false` is the way. A release goes on in the way in which it began.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { helmPath } from "../../tools/kubectl/kubectl.ts";
import { type Finished, run, type TestCluster, testCluster } from "../support/cluster.ts";

const chart = join(import.meta.dirname, "charts", "batch");
const home = mkdtempSync(join(tmpdir(), "wherry-helm-"));
const clientSide = "--server-side=false";

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "helm", images: ["busybox"] });
});
after(async () => {
  await cluster.dispose();
  rmSync(home, { recursive: true, force: true });
});

const tryHelm = (...args: string[]): Promise<Finished> => run(helmPath(), args, { env: { KUBECONFIG: cluster.kubeconfig, HOME: home }, timeoutMs: 240_000 });

async function helm(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tryHelm(...args);
  assert.equal(code, 0, `helm ${args.join(" ")}: ${stderr}`);
  return stdout;
}

async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse(await helm(...args, "-o", "json")) as T;
}

interface Revision {
  readonly revision: number;
  readonly status: string;
  readonly description: string;
}
const historyOf = async (release: string): Promise<string[]> => (await json<Revision[]>("history", release)).map(({ revision, status, description }) => `${revision} ${status}: ${description}`);

test("a dry run on the server leaves nothing, and renders with what the server is", async () => {
  const rendered = await helm("install", "tried", chart, clientSide, "--dry-run=server");
  assert.match(rendered, /STATUS: pending-install\n/);
  assert.match(rendered, /server: "36"\n {2}batch: "true"\n {2}namespace: "kube-system"\n/);
  assert.equal((await cluster.tryKubectl(["get", "cm,secret,job", "-l", "app.kubernetes.io/managed-by=Helm"])).stdout, "");
});

test("install waits for its hook and, where asked, for its Jobs", async () => {
  const installed = await helm("install", "first", chart, clientSide, "--wait", "--wait-for-jobs", "--timeout=120s");
  assert.match(installed, /STATUS: deployed\nREVISION: 1\nDESCRIPTION: Install complete\nNOTES:\nThe colour is blue\.\n/);
  assert.equal(await cluster.kubectl("logs", "job/first-before"), "before revision 1\n");
  assert.equal(await cluster.kubectl("logs", "job/first-work-1"), "working on blue\n");
  assert.equal(await cluster.kubectl("get", "cm", "first-settings", "-o", "jsonpath={.data}/{.metadata.labels}/{.metadata.annotations}"), '{"batch":"true","colour":"blue","namespace":"kube-system","server":"36"}/{"app.kubernetes.io/managed-by":"Helm"}/{"meta.helm.sh/release-name":"first","meta.helm.sh/release-namespace":"default"}');
});

test("list, status and get tell what was installed", async () => {
  assert.match(await helm("list"), /^NAME +\tNAMESPACE\tREVISION\tUPDATED +\tSTATUS +\tCHART +\tAPP VERSION\nfirst *\tdefault +\t1 +\t\S.*\tdeployed\tbatch-0\.1\.0\t1 +\n$/);
  assert.match(await helm("status", "first"), /RESOURCES:\n(?:.*\n)*==> v1\/Job\nNAME +STATUS +COMPLETIONS +DURATION +AGE\nfirst-work-1 +Complete +1\/1 +[\dms]+ +[\dms]+\n/);
  assert.deepEqual(await json("get", "values", "first", "--all"), { colour: "blue", exitCode: 0 });
  assert.match(await helm("get", "manifest", "first"), /kind: Job\n(?:.*\n)* {2}name: first-work-1\n/);
  assert.match(await helm("get", "hooks", "first"), /name: first-before\n/);
  assert.match(await helm("get", "notes", "first"), /The colour is blue\./);
  assert.match(await helm("get", "metadata", "first"), /^NAME: first\nCHART: batch\n/);
});

test("a name that is in use is refused", async () => {
  const { code, stderr } = await tryHelm("install", "first", chart, clientSide);
  assert.equal(code, 1);
  assert.match(stderr, /INSTALLATION FAILED: .*cannot reuse a name that is still in use/);
});

test("the chart's test runs in a pod, and its log comes back", async () => {
  assert.match(await helm("test", "first", "--logs"), /TEST SUITE: +first-test\n(?:.*\n)*Phase: +Succeeded\n(?:.*\n)*the colour is blue\n/);
});

test("upgrade changes what differs, removes what is gone and makes what is new", async () => {
  await helm("upgrade", "first", chart, clientSide, "--set", "colour=red", "--wait", "--wait-for-jobs");
  assert.equal(await cluster.kubectl("get", "cm", "first-settings", "-o", "jsonpath={.data.colour}"), "red");
  assert.equal(await cluster.kubectl("get", "secret", "first-secret", "-o", "go-template={{.data.word | base64decode}}"), "red");
  assert.equal(await cluster.kubectl("get", "jobs", "-o", "name"), "job.batch/first-before\njob.batch/first-work-2\n");
  assert.equal(await cluster.kubectl("logs", "job/first-before"), "before revision 2\n");
});

test("rollback brings back an earlier revision as a new one", async () => {
  assert.equal(await helm("rollback", "first", "1", clientSide, "--wait"), "Rollback was a success! Happy Helming!\n");
  assert.equal(await cluster.kubectl("get", "cm", "first-settings", "-o", "jsonpath={.data.colour}"), "blue");
  assert.deepEqual(await historyOf("first"), ["1 superseded: Install complete", "2 superseded: Upgrade complete", "3 deployed: Rollback to 1"]);
});

test("an upgrade whose Job fails is taken back where Helm was told so", async () => {
  const { code, stderr } = await tryHelm("upgrade", "first", chart, clientSide, "--set", "exitCode=3", "--rollback-on-failure", "--wait-for-jobs", "--timeout=60s");
  assert.equal(code, 1);
  assert.match(stderr, /UPGRADE FAILED: /);
  assert.deepEqual((await historyOf("first")).slice(-1), ["5 deployed: Rollback to 3"]);
  assert.deepEqual(await json("get", "values", "first", "--all"), { colour: "blue", exitCode: 0 });
});

test("upgrade --install in a namespace that is made for it, with values from a file", async () => {
  writeFileSync(join(home, "values.yaml"), "colour: green\n");
  await helm("upgrade", "--install", "second", chart, clientSide, "-n", "fresh", "--create-namespace", "-f", join(home, "values.yaml"));
  assert.equal(await cluster.kubectl("get", "cm", "second-settings", "-n", "fresh", "-o", "jsonpath={.data.colour}"), "green");
  assert.deepEqual((await json<{ name: string }[]>("list", "-A")).map(({ name }) => name), ["first", "second"]);
});

test("objects of someone else are not taken over unless asked", async () => {
  await cluster.kubectl("create", "cm", "third-settings");
  const { code, stderr } = await tryHelm("install", "third", chart, clientSide);
  assert.equal(code, 1);
  assert.match(stderr, /ConfigMap "third-settings" in namespace "default" exists and cannot be imported into the current release: invalid ownership metadata/);
  await helm("install", "third", chart, clientSide, "--take-ownership");
  await helm("uninstall", "third");
});

test("a namespace that is not there is said", async () => {
  const { code, stderr } = await tryHelm("install", "lost", chart, clientSide, "-n", "nowhere");
  assert.equal(code, 1);
  assert.match(stderr, /INSTALLATION FAILED: create: failed to create: namespaces "nowhere" not found/);
});

test("uninstall removes what the chart made and keeps the history where asked", async () => {
  assert.equal(await helm("uninstall", "first", "--keep-history", "--wait"), 'release "first" uninstalled\n');
  assert.equal((await cluster.tryKubectl(["get", "cm/first-settings", "secret/first-secret", "job/first-work-3", "--ignore-not-found", "-o", "name"])).stdout, "");
  assert.deepEqual((await json<Revision[]>("list", "--uninstalled")).map(({ status }) => status), ["uninstalled"]);
  assert.equal(await helm("uninstall", "second", "-n", "fresh", "--cascade=foreground", "--wait"), 'release "second" uninstalled\n');
  assert.equal((await cluster.tryKubectl(["get", "pods", "-n", "fresh", "-l", "job-name=second-work-1"])).stdout, "");
  // Helm leaves what its hooks made.
  assert.equal(await cluster.kubectl("get", "jobs", "-n", "fresh", "-o", "name"), "job.batch/second-before\n");
});

test("Helm's own way, which applies on the server", { todo: "server-side apply" }, async () => {
  await helm("install", "modern", chart);
});
