import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Pod } from "../../src/api/types/core/v1.gen.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { createPod, described, podThat } from "./support.ts";

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "resize", images: ["busybox"] });
});
after(() => cluster.dispose());

const shown = (pod: Pod): string => JSON.stringify(pod.status?.containerStatuses?.[0]?.resources);
const condition = (pod: Pod, type: string) => pod.status?.conditions?.find((entry) => entry.type === type);
const resize = (name: string, resources: object) => cluster.tryKubectl(["patch", "pod", name, "--subresource=resize", "--type=strategic", "-p", JSON.stringify({ spec: { containers: [{ name: "main", resources }] } })]);
const both = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { cpu, memory } });
/** What the container's own cgroup says, whichever version this machine has. */
const limits = (name: string): Promise<string> => cluster.kubectl("exec", name, "--", "sh", "-c", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || { cat /sys/fs/cgroup/memory.max; cut -d' ' -f1 /sys/fs/cgroup/cpu.max; }");

test("cpu and memory grow and shrink under a running container, without a restart", async () => {
  await createPod(cluster, "grow", { command: ["sleep", "3600"], resources: both("100m", "32Mi") });
  const before = await podThat(cluster, "grow", (pod) => pod.status?.phase === "Running");
  for (const [cpu, memory, bytes, quota] of [["200m", "64Mi", 67_108_864, 20_000], ["50m", "48Mi", 50_331_648, 5_000]] as const) {
    const { code, stderr } = await resize("grow", both(cpu, memory));
    assert.equal(code, 0, stderr);
    const pod = await podThat(cluster, "grow", (each) => shown(each) === JSON.stringify({ limits: { cpu, memory }, requests: { cpu, memory } }));
    assert.equal(await limits("grow"), `${bytes}\n${quota}\n`);
    assert.deepEqual(pod.status?.containerStatuses?.[0]?.allocatedResources, { cpu, memory });
    assert.equal(pod.status?.containerStatuses?.[0]?.containerID, before.status?.containerStatuses?.[0]?.containerID);
    assert.equal(pod.status?.containerStatuses?.[0]?.restartCount, 0);
  }
  await podThat(cluster, "grow", (pod) => condition(pod, "PodResizeInProgress") === undefined && pod.status?.observedGeneration === pod.metadata.generation);
  await described(cluster, ["pod", "grow"], [/ResizeStarted[\s\S]*ResizeCompleted/]);
});

test("a resize policy of RestartContainer restarts the container with its new limit", async () => {
  await createPod(cluster, "restart", { command: ["sleep", "3600"], resources: both("100m", "32Mi"), resizePolicy: [{ resourceName: "memory", restartPolicy: "RestartContainer" }], spec: { terminationGracePeriodSeconds: 1 } });
  await podThat(cluster, "restart", (pod) => pod.status?.phase === "Running");
  await resize("restart", both("100m", "64Mi"));
  await podThat(cluster, "restart", (pod) => pod.status?.containerStatuses?.[0]?.restartCount === 1 && pod.status.containerStatuses[0].ready);
  assert.equal(await limits("restart"), "67108864\n10000\n");
});

test("a pod's own resources bind the container that has none, and grow and shrink under it; where its policy wants it, it restarts", async () => {
  await createPod(cluster, "whole", { command: ["sleep", "3600"], spec: { resources: both("100m", "32Mi"), terminationGracePeriodSeconds: 1 } });
  await createPod(cluster, "whole-restart", { command: ["sleep", "3600"], resizePolicy: [{ resourceName: "memory", restartPolicy: "RestartContainer" }], spec: { resources: both("100m", "32Mi"), terminationGracePeriodSeconds: 1 } });
  for (const name of ["whole", "whole-restart"]) {
    await podThat(cluster, name, (pod) => pod.status?.phase === "Running");
    assert.equal(await limits(name), "33554432\n10000\n");
  }
  for (const [restarts, [cpu, memory, bytes, quota]] of ([["200m", "64Mi", 67_108_864, 20_000], ["50m", "48Mi", 50_331_648, 5_000]] as const).entries()) {
    for (const name of ["whole", "whole-restart"]) {
      await cluster.kubectl("patch", "pod", name, "--subresource=resize", "-p", JSON.stringify({ spec: { resources: both(cpu, memory) } }));
      const pod = await podThat(cluster, name, ({ status, metadata }) => status?.observedGeneration === metadata.generation && status?.conditions?.every(({ type }) => !type.startsWith("PodResize")) === true && status.containerStatuses?.[0]?.ready === true && status.resources?.limits?.["cpu"] === cpu);
      assert.deepEqual([pod.status?.resources, pod.status?.allocatedResources], [both(cpu, memory), { cpu, memory }]);
      assert.deepEqual(pod.status?.containerStatuses?.map(({ restartCount, resources }) => [restartCount, resources]), [[name === "whole" ? 0 : restarts + 1, {}]]);
      assert.equal(await limits(name), `${bytes}\n${quota}\n`);
    }
  }
});

test("an init container that is no sidecar is resized while it runs", async () => {
  await createPod(cluster, "early", { command: ["sleep", "3600"], spec: { initContainers: [{ name: "init", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["sh", "-c", "until [ -e /tmp/go ]; do sleep 0.1; done"], resources: both("100m", "32Mi") }] } });
  await podThat(cluster, "early", (pod) => pod.status?.initContainerStatuses?.[0]?.state?.running !== undefined);
  await cluster.kubectl("patch", "pod", "early", "--subresource=resize", "-p", JSON.stringify({ spec: { initContainers: [{ name: "init", resources: both("200m", "64Mi") }] } }));
  await podThat(cluster, "early", ({ status }) => status?.initContainerStatuses?.[0]?.resources?.limits?.["memory"] === "64Mi");
  assert.equal(await cluster.kubectl("exec", "early", "-c", "init", "--", "sh", "-c", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max"), "67108864\n");
});

test("what no node of this size can give is Infeasible, and the pod runs on as it was", async () => {
  await createPod(cluster, "huge", { command: ["sleep", "3600"], resources: { requests: { cpu: "100m" } } });
  await podThat(cluster, "huge", (pod) => pod.status?.phase === "Running");
  const { code, stderr } = await resize("huge", { requests: { cpu: "1000" } });
  assert.equal(code, 0, stderr);
  const pod = await podThat(cluster, "huge", (each) => condition(each, "PodResizePending") !== undefined);
  const { reason, message } = condition(pod, "PodResizePending") ?? {};
  assert.equal(reason, "Infeasible");
  assert.match(message ?? "", /^Node didn't have enough capacity: cpu, requested: 1000000, capacity: \d+$/);
  assert.deepEqual(pod.status?.containerStatuses?.[0]?.allocatedResources, { cpu: "100m" });
  await resize("huge", { requests: { cpu: "100m" } });
  await podThat(cluster, "huge", (each) => condition(each, "PodResizePending") === undefined);
});

test("what others hold now is Deferred, and granted when they go", async () => {
  const asked = (cpu: number): string => `${cpu * 600 + 1}m`; // not a round number, which would be written otherwise
  const cpu = Number(await cluster.kubectl("get", "node", "-o", "jsonpath={.items[0].status.allocatable.cpu}"));
  await createPod(cluster, "other", { command: ["sleep", "3600"], resources: { requests: { cpu: `${cpu * 500}m` } } });
  await createPod(cluster, "waits", { command: ["sleep", "3600"], resources: { requests: { cpu: "100m" } } });
  await podThat(cluster, "waits", (pod) => pod.status?.phase === "Running");
  await podThat(cluster, "other", (pod) => pod.status?.phase === "Running");
  await resize("waits", { requests: { cpu: asked(cpu) } });
  await podThat(cluster, "waits", (pod) => condition(pod, "PodResizePending")?.reason === "Deferred");
  await cluster.kubectl("delete", "pod", "other", "--grace-period=1");
  await podThat(cluster, "waits", (pod) => condition(pod, "PodResizePending") === undefined && pod.status?.containerStatuses?.[0]?.allocatedResources?.["cpu"] === asked(cpu));
});
