import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event, Pod } from "../../api/types/core/v1.gen.ts";
import { events, nodes, pods } from "../../client/resources.ts";
import { serviceUnavailable } from "../../machinery/errors/constructors.ts";
import { type KubeletHarness, startKubelet } from "../testing/kubelet-harness.ts";

const manifest = (command: string): string => JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec: { containers: [{ name: "c", image: "busybox", command: [command] }] } });
const running = async ({ runtime }: KubeletHarness): Promise<string[]> => (await runtime.listContainers()).filter((run) => run.state === "CONTAINER_RUNNING").map((run) => run.id);

test("a static pod runs before there is an API, and is shown by a mirror pod once there is", async () => {
  let isAway = true;
  const harness = await startKubelet({
    files: { "/manifests/web.json": manifest("server") },
    intercept: (_request, when) => {
      if (isAway && when === "before") throw serviceUnavailable("away");
    },
  });
  await harness.clock.advance(5_000);
  assert.equal((await running(harness)).length, 1);
  assert.equal(harness.pod("web-n1"), undefined);
  isAway = false;
  await harness.clock.advance(120_000);
  const mirror = harness.pod("web-n1");
  const node = harness.cluster.get(nodes, "", "n1");
  const { annotations = {}, ownerReferences } = mirror?.metadata ?? {};
  assert.deepEqual(
    { phase: mirror?.status?.phase, ready: mirror?.status?.containerStatuses?.[0]?.ready, source: annotations["kubernetes.io/config.source"], seen: annotations["kubernetes.io/config.seen"], ownerReferences },
    { phase: "Running", ready: true, source: "file", seen: "2026-01-01T00:00:00Z", ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n1", uid: node?.metadata?.uid, controller: true }] },
  );
  assert.equal(annotations["kubernetes.io/config.mirror"], annotations["kubernetes.io/config.hash"]);
  assert.notEqual(mirror?.metadata.uid, annotations["kubernetes.io/config.hash"]);
  await harness.stop();
});

test("whoever deletes the mirror pod sees another one, and the container does not notice", async () => {
  const harness = await startKubelet({ files: { "/manifests/web.json": manifest("server") } });
  await harness.clock.advance(1_000);
  const [container] = await running(harness);
  const before = harness.pod("web-n1")?.metadata.uid;
  await harness.cluster.transport.request({ verb: "delete", resource: pods, namespace: "default", name: "web-n1", options: { gracePeriodSeconds: 30 } });
  await harness.clock.advance(1_000);
  const after = harness.pod("web-n1");
  assert.ok(after !== undefined && after.metadata.uid !== before);
  assert.equal(after.status?.phase, "Running");
  assert.deepEqual(await running(harness), [container]);
  await harness.stop();
});

test("another manifest in the file is another pod; the file's going ends it with its mirror", async () => {
  const harness = await startKubelet({ files: { "/manifests/web.json": manifest("server") } });
  await harness.clock.advance(1_000);
  const [first] = await running(harness);
  const hash = harness.pod("web-n1")?.metadata.annotations?.["kubernetes.io/config.hash"];
  harness.ports.files.writeFile("/manifests/web.json", manifest("server2"), 0o600);
  await harness.clock.advance(60_000);
  const second = await running(harness);
  assert.equal(second.length, 1);
  assert.notEqual(second[0], first);
  const mirror = harness.pod("web-n1");
  assert.notEqual(mirror?.metadata.annotations?.["kubernetes.io/config.mirror"], hash);
  assert.equal(mirror?.status?.phase, "Running");
  harness.ports.files.remove("/manifests/web.json");
  await harness.clock.advance(60_000);
  assert.deepEqual(await harness.runtime.listPodSandboxes(), []);
  assert.equal(harness.pod("web-n1"), undefined);
  await harness.stop();
});

test("a restarted kubelet takes its static pods up, and ends those whose manifest has changed meanwhile", async () => {
  const harness = await startKubelet({ files: { "/manifests/web.json": manifest("server") } });
  await harness.clock.advance(1_000);
  const before = await running(harness);
  const status = harness.pod("web-n1")?.status;
  await harness.clock.advance(60_000);
  await harness.restart();
  await harness.clock.advance(1_000);
  assert.deepEqual(await running(harness), before);
  const { startTime, containerStatuses } = harness.pod("web-n1")?.status ?? {};
  assert.deepEqual({ startTime, containerStatuses }, { startTime: status?.startTime, containerStatuses: status?.containerStatuses });
  const mirror = harness.pod("web-n1")?.metadata.uid;
  await harness.kubelet.stop();
  harness.ports.files.writeFile("/manifests/web.json", manifest("server2"), 0o600);
  await harness.restart();
  await harness.clock.advance(60_000);
  const after = await running(harness);
  assert.equal(after.length, 1);
  assert.notEqual(after[0], before[0]);
  assert.notEqual(harness.pod("web-n1")?.metadata.uid, mirror);
  await harness.stop();
});

test("a mirror pod whose static pod is gone is removed at the start", async () => {
  const harness = await startKubelet();
  await harness.create({ apiVersion: "v1", kind: "Pod", metadata: { name: "old-n1", namespace: "default", annotations: { "kubernetes.io/config.mirror": "x", "kubernetes.io/config.source": "file" } }, spec: { nodeName: "n1", containers: [] } } as Pod);
  await harness.clock.advance(1_000);
  assert.equal(harness.pod("old-n1"), undefined);
  await harness.stop();
});

test("a file that is no good is told of in the log and in an event of the node", async () => {
  const harness = await startKubelet({ files: { "/manifests/bad.yaml": "kind: Pod\napiVersion: v1\nspec: {containers: []}", "/manifests/web.json": manifest("server") } });
  await harness.clock.advance(1_000);
  const why = "Could not process manifest file /manifests/bad.yaml: invalid pod: name is needed for the pod";
  assert.deepEqual(harness.errors.map(String), [`Error: ${why}`]);
  const told = (harness.cluster.list(events) as Event[]).filter((event) => event.reason === "FailedValidation");
  assert.deepEqual(told.map(({ involvedObject, message, type }) => [involvedObject.kind, message, type]), [["Node", why, "Warning"]]);
  assert.equal((await running(harness)).length, 1);
  await harness.stop();
});
