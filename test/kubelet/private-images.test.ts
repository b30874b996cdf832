import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { ensureImages } from "../../tools/images/ensure.ts";
import { TAR_END, tarEntry } from "../../tools/images/tar-writer.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { TestRegistry } from "../support/registry.ts";
import { createPods, described, getPod, outputWhenDone, podThat, type PodParts } from "./support.ts";

/** Images behind a password, and what an image says of its users. */

const layer = (files: Readonly<Record<string, string>>): Buffer => Buffer.concat([...Object.entries(files).map(([path, text]) => tarEntry(path, Buffer.from(text))), TAR_END]);

let registry: TestRegistry;
let cluster: TestCluster;
before(async () => {
  const [archive = ""] = await ensureImages(["busybox"], () => {});
  const busybox = execFileSync("tar", ["--extract", "--to-stdout", "--file", archive, "layer0.tar"], { maxBuffer: 2 ** 30 });
  // `worker` is a member of `staff` by the image's own files.
  const users = layer({ "etc/passwd": "root:x:0:0::/:/bin/sh\nworker:x:1000:1000::/:/bin/sh\n", "etc/group": "root:x:0:\nworker:x:1000:\nstaff:x:3000:worker\n" });
  const Env = ["PATH=/bin"];
  registry = await TestRegistry.start({ user: "reader", password: "p:ss word" }, [
    { name: "team/tool", tag: "v1", layers: [busybox, users], config: { Env } },
    { name: "team/tool", tag: "named", layers: [busybox, users], config: { Env, User: "worker" } },
    { name: "team/tool", tag: "numbered", layers: [busybox, users], config: { Env, User: "1000" } },
    { name: "team/other", tag: "v1", layers: [busybox], config: { Env } },
    { name: "team/more", tag: "v1", layers: [busybox], config: { Env } },
  ]);
  cluster = await testCluster({ name: "private" });
  for (const [name, password] of [["right", "p:ss word"], ["wrong", "guess"]] as const) {
    await cluster.kubectl("create", "secret", "docker-registry", name, `--docker-server=${registry.domain}`, "--docker-username=reader", `--docker-password=${password}`);
  }
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "puller" }, imagePullSecrets: [{ name: "right" }] };
  assert.equal((await cluster.tryKubectl(["create", "-f", "-"], { input: JSON.stringify(account) })).code, 0);
  const tool = (tag: string): PodParts => ({ image: `${registry.domain}/team/tool:${tag}` });
  const withSecrets = (...names: string[]) => ({ restartPolicy: "Never" as const, imagePullSecrets: names.map((name) => ({ name })) });
  await createPods(cluster, [
    { name: "pull-secret", pod: { ...tool("v1"), command: ["echo", "pulled"], spec: withSecrets("absent", "wrong", "right") } },
    { name: "pull-secret-of-account", pod: { image: `${registry.domain}/team/more:v1`, command: ["echo", "pulled"], spec: { restartPolicy: "Never", serviceAccountName: "puller" } } },
    { name: "pull-secret-wrong", pod: { image: `${registry.domain}/team/other:v1`, command: ["true"], spec: withSecrets("wrong") } },
    { name: "pull-secret-none", pod: { image: `${registry.domain}/team/other:v1`, command: ["true"], spec: { restartPolicy: "Never" } } },
    { name: "groups-merged", pod: { ...tool("v1"), command: ["id", "-G"], spec: { ...withSecrets("right"), securityContext: { runAsUser: 1000, supplementalGroups: [4000] } } } },
    { name: "groups-strict", pod: { ...tool("v1"), command: ["id", "-G"], spec: { ...withSecrets("right"), securityContext: { runAsUser: 1000, supplementalGroups: [4000], supplementalGroupsPolicy: "Strict" } } } },
    { name: "non-root-numbered", pod: { ...tool("numbered"), command: ["id", "-u"], securityContext: { runAsNonRoot: true }, spec: withSecrets("right") } },
    { name: "non-root-named", pod: { ...tool("named"), command: ["true"], securityContext: { runAsNonRoot: true }, spec: withSecrets("right") } },
    { name: "non-root-zero", pod: { ...tool("numbered"), command: ["true"], securityContext: { runAsNonRoot: true, runAsUser: 0 }, spec: withSecrets("right") } },
  ]);
});
after(async () => {
  await cluster?.dispose();
  registry?.stop();
});

test("images that share a layer and are pulled at the same time do not get into each other's way", async () => {
  await Promise.all(["groups-merged", "non-root-numbered", "pull-secret-of-account"].map((name) => outputWhenDone(cluster, name)));
  const events = await cluster.kubectl("get", "events", "--field-selector=reason=Failed", "-o", "custom-columns=NAME:.involvedObject.name,MESSAGE:.message", "--no-headers");
  assert.deepEqual(events.split("\n").filter((line) => line.includes("Failed to pull") && !line.startsWith("pull-secret-wrong") && !line.startsWith("pull-secret-none")), []);
});

test("pull-secret: the secret that fits opens the registry, whichever stand beside it, and the status names what was pulled", async () => {
  assert.equal(await outputWhenDone(cluster, "pull-secret"), "pulled\n");
  const { status } = await getPod(cluster, "pull-secret");
  assert.match(status?.containerStatuses?.[0]?.imageID ?? "", new RegExp(`^${registry.domain}/team/tool@sha256:[0-9a-f]{64}$`));
  assert.ok(registry.asked.allowed > 0);
});

test("pull-secret-of-account: the service account's secrets are its pods'", async () => {
  assert.equal(await outputWhenDone(cluster, "pull-secret-of-account"), "pulled\n");
});

test("pull-secret-wrong, pull-secret-none: without the password there is no image, and the event says why", async () => {
  for (const name of ["pull-secret-wrong", "pull-secret-none"]) {
    await described(cluster, ["pod", name], [/Failed to pull image "127\.0\.0\.1:\d+\/team\/other:v1": .*pull access denied, repository does not exist or may require authorization/, /Error: (ErrImagePull|ImagePullBackOff)/]);
  }
});

test("pull-secret-late: an image that another pod's secret brought is not for a pod that has none", async () => {
  await outputWhenDone(cluster, "pull-secret");
  await createPods(cluster, [
    { name: "late-never", pod: { image: `${registry.domain}/team/tool:v1`, imagePullPolicy: "Never", command: ["true"], spec: { restartPolicy: "Never" } } },
    { name: "late-none", pod: { image: `${registry.domain}/team/tool:v1`, command: ["true"], spec: { restartPolicy: "Never" } } },
    { name: "late-right", pod: { image: `${registry.domain}/team/tool:v1`, imagePullPolicy: "Never", command: ["echo", "here"], spec: { restartPolicy: "Never", imagePullSecrets: [{ name: "right" }] } } },
  ]);
  assert.equal(await outputWhenDone(cluster, "late-right"), "here\n");
  await described(cluster, ["pod", "late-none"], [/Failed to pull image .*pull access denied/]);
  await described(cluster, ["pod", "late-never"], [/Reason: +ErrImageNeverPull/, /was pulled with credentials that this pod does not have/]);
});

test("groups-merged, groups-strict: the image's own memberships count unless the policy is Strict", async () => {
  assert.equal(await outputWhenDone(cluster, "groups-merged"), "1000 3000 4000\n");
  assert.equal(await outputWhenDone(cluster, "groups-strict"), "1000 4000\n");
  const { status } = await getPod(cluster, "groups-strict");
  assert.deepEqual(status?.containerStatuses?.[0]?.user?.linux, { uid: 1000, gid: 1000, supplementalGroups: [1000, 4000] });
});

test("non-root-numbered, non-root-named, non-root-zero: only a number can be seen not to be root", async () => {
  assert.equal(await outputWhenDone(cluster, "non-root-numbered"), "1000\n");
  const words = { "non-root-named": /^container has runAsNonRoot and image has non-numeric user \(worker\), cannot verify user is non-root \(pod: "non-root-named_default\([^)]*\)", container: main\)$/, "non-root-zero": /^container's runAsUser breaks non-root policy \(pod: "non-root-zero_default\([^)]*\)", container: main\)$/ };
  for (const [name, message] of Object.entries(words)) {
    const { status } = await podThat(cluster, name, (pod) => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason === "CreateContainerConfigError");
    assert.match(status?.containerStatuses?.[0]?.state?.waiting?.message ?? "", message);
  }
});
