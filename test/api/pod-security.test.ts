import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiAnswer, RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { untilItHolds } from "../support/until.ts";

const namespaces = "/api/v1/namespaces";
const label = (mode: string) => `pod-security.kubernetes.io/${mode}`;
const labelled = (labels: object) => ({ metadata: { labels } });

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "pod-security" });
  api = RawApi.connect(cluster.kubeconfig);
});

after(async () => {
  api.close();
  await cluster.dispose();
});

/** Makes a namespace that has its service account, so that pods can be made in it. */
async function aNamespace(name: string, labels: object = {}): Promise<void> {
  assert.equal((await api.post(namespaces, { metadata: { name, labels } })).code, 201);
  while ((await api.get(`${namespaces}/${name}/serviceaccounts/default`)).code !== 200);
}

const warningsOf = (answer: ApiAnswer): readonly string[] => [...String(answer.headers["warning"] ?? "").matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replaceAll(/\\(.)/g, "$1"));

const aPod = (name: string, spec: object = {}) => ({ metadata: { name }, spec: { schedulingGates: [{ name: "example.com/wait" }], containers: [{ name: "c", image: "i" }], ...spec } });

test("labels that cannot be read are refused, and stay where they are no news", async () => {
  const why = (name: string) =>
    `Namespace "${name}" is invalid: [metadata.labels[${label("enforce")}]: Invalid value: "strict": must be one of privileged, baseline, restricted, metadata.labels[${label("warn-version")}]: Invalid value: "1.36": must be "latest" or "v1.x"]`;
  const wrong = { [label("enforce")]: "strict", [label("warn-version")]: "1.36" };
  const made = await api.post(namespaces, { metadata: { name: "wrong", labels: wrong } });
  assert.deepEqual([made.code, made.at("message"), made.at("details.kind"), made.at("details.causes.0.field")], [422, why("wrong"), "Namespace", `metadata.labels[${label("enforce")}]`]);
  await aNamespace("right");
  const patched = await api.patch(`${namespaces}/right`, labelled(wrong));
  assert.deepEqual([patched.code, patched.at("message")], [422, why("right")]);
});

test("who makes a namespace stricter is told which pods would have been refused", async () => {
  await aNamespace("strict");
  const space = `${namespaces}/strict`;
  for (const name of ["b", "a", "c"]) assert.equal((await api.post(`${space}/pods`, aPod(name))).code, 201);
  for (const name of ["e", "d"]) assert.equal((await api.post(`${space}/pods`, aPod(name, { hostNetwork: true }))).code, 201);
  const open = "allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile";
  const told = [
    ["baseline", ['existing pods in namespace "strict" violate the new PodSecurity enforce level "baseline:latest"', "d (and 1 other pod): host namespaces"]],
    ["restricted", ['existing pods in namespace "strict" violate the new PodSecurity enforce level "restricted:latest"', `a (and 2 other pods): ${open}`, `d (and 1 other pod): host namespaces, ${open}`]],
  ] as const;
  for (const [level, warnings] of told) {
    // Pods are read from memory, which may be behind.
    await untilItHolds(async () => {
      const answer = await api.patch(`${space}?dryRun=All`, labelled({ [label("enforce")]: level }));
      assert.deepEqual([answer.code, warningsOf(answer)], [200, warnings]);
    });
  }
  assert.equal(warningsOf(await api.patch(space, labelled({ [label("enforce")]: "restricted" }))).length, 3);
  assert.deepEqual(warningsOf(await api.patch(space, labelled({ [label("enforce")]: "baseline" }))), []);
});

test("templates of what is refused are warned of; pods that were there may change in what the standards are not about", async () => {
  await aNamespace("held");
  const space = `${namespaces}/held`;
  assert.equal((await api.post(`${space}/pods`, aPod("early", { hostNetwork: true }))).code, 201);
  assert.equal((await api.patch(space, labelled({ [label("enforce")]: "baseline" }))).code, 200);
  const warning = 'would violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true)';
  const template = { template: { metadata: { labels: { a: "b" } }, spec: { restartPolicy: "Never", hostNetwork: true, containers: [{ name: "c", image: "i" }] } } };
  // The namespace is read from memory too.
  await untilItHolds(async () => assert.deepEqual(warningsOf(await api.post("/apis/batch/v1/namespaces/held/jobs?dryRun=All", { metadata: { name: "j" }, spec: { suspend: true, ...template } })), [warning]));
  assert.equal((await api.post(`${space}/pods`, aPod("late", { hostNetwork: true }))).code, 403);
  assert.equal((await api.patch(`${space}/pods/early`, { spec: { tolerations: [{ key: "new", operator: "Exists" }] } })).code, 200);
  const image = await api.patch(`${space}/pods/early`, { spec: { containers: [{ name: "c", image: "other" }] } }, "application/strategic-merge-patch+json");
  assert.deepEqual([image.code, image.at("message")], [403, 'pods "early" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)']);
});
