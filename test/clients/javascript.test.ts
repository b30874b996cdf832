import assert from "node:assert/strict";
import { once } from "node:events";
import { PassThrough, Readable, Writable } from "node:stream";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { AppsV1Api, BatchV1Api, CoreV1Api, Exec, KubeConfig, KubernetesObjectApi, Log, makeInformer, PatchStrategy, PortForward, setHeaderOptions, type V1ConfigMap, type V1Deployment, type V1Job, type V1Status, Watch } from "@kubernetes/client-node";
import { anUnusualPort, type TestCluster, testCluster } from "../support/cluster.ts";

let cluster: TestCluster;
let config: KubeConfig;
let core: CoreV1Api;
const namespace = "default";

before(async () => {
  cluster = await testCluster({ name: "jsclient", images: ["busybox"], upWords: anUnusualPort() });
  config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfig);
  core = config.makeApiClient(CoreV1Api);
});

after(() => cluster.dispose());

/** Collects what is written to it. */
class Sink extends Writable {
  text = "";
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 120): Promise<void> {
  for (const deadline = Date.now() + seconds * 1_000; Date.now() < deadline; await sleep(50)) if (await holds()) return;
  throw new Error(`waited ${seconds} s in vain: ${what}`);
}

/** With a port, the pod is ready, and so running for us, once something listens on that. */
async function aRunningPod(name: string, script: string, port?: number): Promise<void> {
  const readinessProbe = port === undefined ? undefined : { tcpSocket: { port }, periodSeconds: 1 };
  const container = { name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["sh", "-c", script], readinessProbe };
  await core.createNamespacedPod({ namespace, body: { metadata: { name }, spec: { restartPolicy: "Never", terminationGracePeriodSeconds: 0, containers: [container] } } });
  await until(`pod ${name} is ready`, async () => (await core.readNamespacedPod({ name, namespace })).status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true);
}

test("client-node: lists by pages, with typed items", async () => {
  for (const name of ["a", "b", "c"]) await core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { paged: "yes" } }, data: { name } } });
  const seen: (string | undefined)[] = [];
  let _continue: string | undefined;
  do {
    const page = await core.listNamespacedConfigMap({ namespace, labelSelector: "paged", limit: 2, _continue });
    seen.push(...page.items.map(({ metadata }) => metadata?.name));
    assert.equal(page.items[0]?.metadata?.creationTimestamp instanceof Date, true);
    _continue = page.metadata?._continue;
  } while (_continue);
  assert.deepEqual(seen, ["a", "b", "c"]);
});

test("client-node: a missing object is an ApiException with the Status in it", async () => {
  await assert.rejects(core.readNamespacedPod({ name: "nobody", namespace }), (error: { code?: number; body?: string }) => error.code === 404 && JSON.parse(error.body ?? "").reason === "NotFound");
});

test("client-node: patches of three kinds, replace, and delete", async () => {
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: "patched" }, data: { a: "1" } } });
  const one = { name: "patched", namespace };
  await core.patchNamespacedConfigMap({ ...one, body: { data: { b: "2" } } }, setHeaderOptions("Content-Type", PatchStrategy.MergePatch));
  await core.patchNamespacedConfigMap({ ...one, body: { data: { c: "3" } } }, setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch));
  const patched = await core.patchNamespacedConfigMap({ ...one, body: [{ op: "remove", path: "/data/a" }] }, setHeaderOptions("Content-Type", PatchStrategy.JsonPatch));
  assert.deepEqual(patched.data, { b: "2", c: "3" });
  const replaced = await core.replaceNamespacedConfigMap({ ...one, body: { ...patched, data: { z: "26" } } });
  assert.deepEqual(replaced.data, { z: "26" });
  await core.deleteNamespacedConfigMap(one);
  await assert.rejects(core.readNamespacedConfigMap(one));
});

test("client-node: objects of any kind, found by discovery", async () => {
  const objects = KubernetesObjectApi.makeApiClient(config);
  const made = await objects.create<V1Deployment>({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "generic", namespace }, spec: { replicas: 0, selector: { matchLabels: { app: "generic" } }, template: { metadata: { labels: { app: "generic" } }, spec: { containers: [{ name: "c", image: "busybox" }] } } } });
  assert.equal(made.metadata?.name, "generic");
  assert.equal((await config.makeApiClient(AppsV1Api).readNamespacedDeploymentScale({ name: "generic", namespace })).spec?.replicas, 0);
  await objects.delete({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "generic", namespace } });
});

test("client-node: a watch tells what is there and what happens", async () => {
  const told: string[] = [];
  const aborting = await new Watch(config).watch(`/api/v1/namespaces/${namespace}/configmaps`, { labelSelector: "watched" }, (phase: string, object: V1ConfigMap) => told.push(`${phase} ${object.metadata?.name}`), () => {});
  const one = { name: "seen", namespace };
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: "seen", labels: { watched: "yes" } } } });
  await core.patchNamespacedConfigMap({ ...one, body: { data: { a: "1" } } }, setHeaderOptions("Content-Type", PatchStrategy.MergePatch));
  await core.deleteNamespacedConfigMap(one);
  await until("three events", () => told.length === 3);
  aborting.abort();
  assert.deepEqual(told, ["ADDED seen", "MODIFIED seen", "DELETED seen"]);
});

test("client-node: a Job is created, waited for by a watch, and its log read", async () => {
  const batch = config.makeApiClient(BatchV1Api);
  const container = { name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["echo", "done by hand"] };
  await batch.createNamespacedJob({ namespace, body: { metadata: { name: "worker" }, spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } } } });
  const finished = Promise.withResolvers<void>();
  let aborting: AbortController | undefined;
  const follow = async (): Promise<void> => {
    aborting = await new Watch(config).watch(
      `/apis/batch/v1/namespaces/${namespace}/jobs`,
      { fieldSelector: "metadata.name=worker" },
      (_, job: V1Job) => {
        if (job.status?.conditions?.some(({ type, status }) => type === "Complete" && status === "True")) finished.resolve();
      },
      (error: unknown) => (error instanceof Error && error.name === "TimeoutError" ? void follow() : finished.reject(error)), // the library gives up after 30 s without news
    );
  };
  await follow();
  await finished.promise;
  aborting?.abort();
  const pods = await core.listNamespacedPod({ namespace, labelSelector: "job-name=worker" });
  const [pod] = pods.items;
  assert.deepEqual([pods.items.length, pod?.status?.phase], [1, "Succeeded"]);
  assert.equal(await core.readNamespacedPodLog({ name: pod?.metadata?.name ?? "", namespace }), "done by hand\n");
});

test("client-node: exec with input, output, errors and an exit code", async () => {
  await aRunningPod("shell", "sleep 600");
  const [out, err] = [new Sink(), new Sink()];
  const status = Promise.withResolvers<V1Status>();
  await new Exec(config).exec(namespace, "shell", "main", ["sh", "-c", "read line; echo got $line; echo oops >&2; exit 3"], out, err, Readable.from(["hello\n"]), false, status.resolve);
  const { status: word, reason, details } = await status.promise;
  assert.deepEqual([word, reason, details?.causes?.[0]?.message], ["Failure", "NonZeroExitCode", "3"]);
  assert.deepEqual([out.text, err.text], ["got hello\n", "oops\n"]);
});

test("client-node: a followed log comes while the container writes, and ends with it", async () => {
  await aRunningPod("talker", "echo one; while ! [ -e /tmp/go ]; do sleep 0.1; done; echo two");
  const log = new Sink();
  const ended = once(log, "finish");
  await new Log(config).log(namespace, "talker", "main", log, { follow: true });
  await until("the first word", () => log.text === "one\n");
  await new Exec(config).exec(namespace, "talker", "main", ["touch", "/tmp/go"], new Sink(), null, null, false);
  await ended;
  assert.equal(log.text, "one\ntwo\n");
});

test("client-node: a forwarded port carries a request and its answer", async () => {
  await aRunningPod("page", "mkdir -p /tmp/www && echo welcome > /tmp/www/index.html && httpd -f -p 8080 -h /tmp/www", 8080);
  const [answer, input] = [new Sink(), new PassThrough()];
  const socket = await new PortForward(config).portForward(namespace, "page", [8080], answer, null, input);
  input.write("GET /index.html HTTP/1.0\r\n\r\n");
  await until("the page", () => answer.text.includes("welcome"));
  assert.match(answer.text, /^HTTP\/1\.[01] 200 OK/);
  input.end();
  if (typeof socket !== "function") socket.close();
});

test("client-node: an informer goes on through a restart of the cluster", async (context) => {
  const informer = makeInformer<V1ConfigMap>(config, `/api/v1/namespaces/${namespace}/configmaps`, () => core.listNamespacedConfigMap({ namespace, labelSelector: "informed" }), "informed");
  const heard: string[] = [];
  for (const verb of ["add", "delete"] as const) informer.on(verb, ({ metadata }) => heard.push(`${verb} ${metadata?.name}`));
  // As the library's own example has it: what fails is started again.
  const startAgain = () => void setTimeout(() => void informer.start(), 200);
  informer.on("error", startAgain);
  context.after(() => {
    informer.off("error", startAgain);
    return informer.stop();
  });
  await informer.start();
  const make = (name: string) => core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { informed: "yes" } } } });
  await make("before");
  await until("the first object", () => heard.includes("add before"));
  await cluster.crash();
  await cluster.up();
  await make("after");
  await core.deleteNamespacedConfigMap({ name: "before", namespace });
  await until("what happened after the restart", () => heard.includes("add after") && heard.includes("delete before"));
  assert.deepEqual(informer.list(namespace).map(({ metadata }) => metadata?.name), ["after"]);
});
