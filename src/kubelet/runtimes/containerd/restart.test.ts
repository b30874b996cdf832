import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { buildBusybox } from "../../../../tools/images/busybox.ts";
import { startContainerd, type TestContainerd, whyNoContainerd } from "../../../../test/support/containerd.ts";
import { RealClock } from "../../../base/real-clock.ts";
import { aContainerConfig, aSandboxConfig } from "../../cri/builders.ts";
import type { ContainerConfig, ContainerEvent } from "../../cri/contract.ts";
import { controllerPath, limitFiles, probeCgroups } from "../shared/cgroups/cgroup-tree.ts";
import { createContainerdRuntime, type OpenedContainerd } from "./index.ts";
import { cgroupRootOf } from "./location.ts";
import { tearDown } from "./teardown.ts";

const options = { skip: whyNoContainerd, timeout: 240_000 };
const clock = new RealClock();
let containerd: TestContainerd;
const opened: OpenedContainerd[] = [];

before(async () => {
  if (whyNoContainerd !== undefined) return;
  containerd = await startContainerd({ name: `rst${process.pid}`, podCidr: `10.190.${process.pid % 256}.0/24` });
  await (await open("setup")).images.load((async function* () {
    yield buildBusybox();
  })());
});

after(async () => {
  if (whyNoContainerd !== undefined) return;
  for (const each of opened) await each.teardown();
  assert.deepEqual(await containerd.stop(), []);
});

async function open(clusterName: string): Promise<OpenedContainerd> {
  const runtime = await createContainerdRuntime({ clock, clusterName: `${clusterName}-${process.pid}`, endpoint: containerd.socketPath });
  opened.push(runtime);
  return runtime;
}

/** A pod whose one container runs `command`. */
async function startPod({ runtime }: OpenedContainerd, name: string, command: readonly string[], overrides: Partial<ContainerConfig> = {}): Promise<{ sandboxId: string; containerId: string }> {
  const sandbox = aSandboxConfig({ name, logDirectory: `${containerd.folder}/logs/${name}` });
  const { id: sandboxId } = await runtime.runPodSandbox(sandbox);
  const { id: containerId } = await runtime.createContainer(sandboxId, aContainerConfig(command, overrides), sandbox);
  await runtime.startContainer(containerId);
  return { sandboxId, containerId };
}

/** Resolves with the first event of a container that `type` names, from the call on. */
async function told({ runtime }: OpenedContainerd, containerId: string, type: ContainerEvent["type"]): Promise<ContainerEvent> {
  const stop = new AbortController();
  for await (const event of runtime.events(stop.signal)) {
    if (event.containerId !== containerId || event.type !== type) continue;
    stop.abort();
    return event;
  }
  throw new Error("the events ended");
}

test("what ended while containerd was down is told when it is back, and the rest goes on", options, async () => {
  const cluster = await open("down");
  const lasting = await startPod(cluster, "lasting", ["sleep", "3600"]);
  const shared = `${containerd.folder}/shared`;
  mkdirSync(shared);
  const mounts = [{ containerPath: "/shared", hostPath: shared, readonly: false, propagation: "PRIVATE" as const }];
  const brief = await startPod(cluster, "brief", ["sh", "-c", "until [ -e /shared/end ]; do sleep 0.05; done; touch /shared/ended"], { mounts });
  const end = told(cluster, brief.containerId, "CONTAINER_STOPPED_EVENT");
  await containerd.halt();
  await assert.rejects(cluster.runtime.listContainers(), /does not answer/);
  writeFileSync(`${shared}/end`, "");
  while (!existsSync(`${shared}/ended`)) await clock.sleep(20);
  await containerd.resume();
  assert.equal((await end).sandboxId, brief.sandboxId);
  assert.equal((await cluster.runtime.containerStatus(brief.containerId)).state, "CONTAINER_EXITED");
  assert.equal((await cluster.runtime.containerStatus(lasting.containerId)).state, "CONTAINER_RUNNING");
});

test("a restarted cluster knows its containers again, and hears of their end", options, async () => {
  const before = await open("again");
  const { sandboxId, containerId } = await startPod(before, "kept", ["sleep", "3600"]);
  await before.runtime.updateContainerResources(containerId, { memoryLimitBytes: 64 * 2 ** 20 });
  await before.close();
  const again = await open("again");
  const [container] = await again.runtime.listContainers({ podUid: "uid-kept" });
  assert.deepEqual([container?.id, container?.sandboxId, container?.state, container?.image.userSpecified], [containerId, sandboxId, "CONTAINER_RUNNING", "busybox"]);
  const end = told(again, containerId, "CONTAINER_STOPPED_EVENT");
  await again.runtime.stopContainer(containerId, 0);
  assert.equal((await end).podUid, "uid-kept");
});

test("two clusters on one containerd do not see or remove each other's pods", options, async () => {
  const [one, two] = [await open("one"), await open("two")];
  const { sandboxId } = await startPod(one, "mine", ["sleep", "3600"]);
  assert.deepEqual(await two.runtime.listPodSandboxes(), []);
  assert.deepEqual(await two.runtime.listContainers(), []);
  await two.teardown();
  assert.equal((await one.runtime.podSandboxStatus(sandboxId)).state, "SANDBOX_READY");
});

test("a pod's limits are its cgroup's, and can be changed", options, async () => {
  const cluster = await open("limits");
  const base = aSandboxConfig({ name: "limited", logDirectory: `${containerd.folder}/logs/limited` });
  const { id } = await cluster.runtime.runPodSandbox({ ...base, linux: { ...base.linux, resources: { cpuShares: 512, memoryLimitBytes: 128 * 2 ** 20 } } });
  assert.deepEqual((await cluster.runtime.podSandboxStatus(id)).resources, { cpuShares: 512, memoryLimitBytes: 128 * 2 ** 20 });
  await cluster.runtime.updatePodSandboxResources(id, { memoryLimitBytes: 256 * 2 ** 20 });
  assert.deepEqual((await cluster.runtime.podSandboxStatus(id)).resources, { cpuShares: 512, memoryLimitBytes: 256 * 2 ** 20 });
  const cgroups = probeCgroups();
  assert.ok(cgroups !== undefined);
  const cgroup = `${cgroupRootOf(`limits-${process.pid}`)}${base.linux.cgroupParent}`;
  for (const [controller, file, value] of limitFiles(cgroups.version, { memoryLimitBytes: 256 * 2 ** 20 })) {
    assert.equal(readFileSync(`${controllerPath(cgroups, controller, cgroup)}/${file}`, "utf8").trim(), value);
  }
});

test("a cluster without pods can be removed from a containerd that is gone, one with pods cannot", options, async () => {
  const clusterName = `gone-${process.pid}`;
  const endpoint = `${containerd.folder}/nobody.sock`;
  const cluster = await open("gone");
  await cluster.runtime.limitPods("/kubepods", { memoryLimitBytes: 512 * 2 ** 20 }); // as a kubelet does before its first pod
  await tearDown({ clock, clusterName, endpoint });
  await startPod(cluster, "left", ["sleep", "3600"]);
  await assert.rejects(tearDown({ clock, clusterName, endpoint }), /cannot remove the pods of cluster gone-\d+ .*nobody\.sock does not answer: connect ENOENT/);
});
