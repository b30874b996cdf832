import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { buildBusybox } from "../../../../tools/images/busybox.ts";
import { RealClock } from "../../../base/real-clock.ts";
import { SystemRandom } from "../../../base/system-random.ts";
import { aContainerConfig, aSandboxConfig } from "../../cri/builders.ts";
import { createEmbeddedRuntime } from "./index.ts";
import { bundlePaths, layoutOf, sandboxPaths } from "./layout.ts";
import { conmonProcesses, leftovers, mountsBelow, processesInCgroups } from "./leftovers.ts";
import { detach } from "./linux/mounts.ts";
import { probeHost } from "./probe.ts";

const { ok, missing } = probeHost();
const skip = ok ? false : `this machine lacks ${missing.map(({ what }) => what).join(", ")}`;

/** Pods have addresses of `network`.x.y, of which x is this run's own. */
function optionsFor(folder: string, suffix: string, network: string) {
  const clusterName = `re-${process.pid}${suffix}`;
  return { clock: new RealClock(), random: new SystemRandom(), clusterName, dataDir: `${folder}/data`, runDir: `${folder}/run`, podCidr: `${network}.${process.pid % 256}.0/24`, bridgeName: `wr${process.pid}${suffix}` };
}

/** A test that failed half-way has left its containers running: they are taken up once more, and ended. */
async function endWhatRuns(options: ReturnType<typeof optionsFor>): Promise<void> {
  if ((await leftovers({ layout: layoutOf(options), bridge: options.bridgeName })).length === 0) return;
  const { teardown } = await createEmbeddedRuntime(options);
  await teardown();
}

/** Resolves when there are none left of them: some may end by themselves meanwhile. */
async function endAtOnce(processes: () => readonly number[]): Promise<void> {
  for (let left = processes(); left.length > 0; left = processes()) {
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function* busybox() {
  yield buildBusybox();
}

test("containers outlive the runtime: the next one takes them up with state, exit codes and addresses", { skip, timeout: 240_000 }, async () => {
  const folder = mkdtempSync(`${tmpdir()}/wherry-restart-`);
  const options = optionsFor(folder, "a", "10.196");
  const keepAlive = setInterval(() => {}, 60_000);
  const pod = aSandboxConfig({ logDirectory: `${folder}/logs` });
  try {
    const first = await createEmbeddedRuntime(options);
    await first.images.load(busybox());
    const sandbox = await first.runtime.runPodSandbox(pod);
    const before = await first.runtime.podSandboxStatus(sandbox.id);
    const lasting = await first.runtime.createContainer(sandbox.id, aContainerConfig(["sleep", "3600"]), pod);
    mkdirSync(`${folder}/shared`);
    const mounts = [{ containerPath: "/shared", hostPath: `${folder}/shared`, readonly: true, propagation: "PRIVATE" as const }];
    const ending = await first.runtime.createContainer(sandbox.id, aContainerConfig(["sh", "-c", "until [ -e /shared/end ]; do sleep 0.05; done; exit 9"], { metadata: { name: "ending", attempt: 0 }, logPath: "ending/0.log", mounts }), pod);
    const starting = first.runtime.startContainer(lasting.id);
    assert.equal((await first.runtime.containerStatus(lasting.id)).state, "CONTAINER_CREATED", "a container runs once its program may, and not before");
    await starting;
    await first.runtime.startContainer(ending.id);
    await first.close();
    writeFileSync(`${folder}/shared/end`, "");
    while (!existsSync(`${layoutOf(options).exitsDir}/${ending.id}`)) await new Promise((resolve) => setTimeout(resolve, 20)); // `ending` ends while nobody looks

    const second = await createEmbeddedRuntime(options);
    assert.deepEqual(await second.runtime.podSandboxStatus(sandbox.id), before);
    assert.equal((await second.runtime.containerStatus(lasting.id)).state, "CONTAINER_RUNNING");
    assert.equal((await second.runtime.containerStatus(ending.id)).exitCode, 9);
    assert.equal((await second.runtime.execSync(lasting.id, ["true"], 10)).exitCode, 0);
    const other = await second.runtime.runPodSandbox(aSandboxConfig({ name: "other", logDirectory: `${folder}/logs2` }));
    assert.notDeepEqual((await second.runtime.podSandboxStatus(other.id)).ips, before.ips);
    await second.teardown();
    assert.deepEqual(await leftovers({ layout: layoutOf(options), bridge: options.bridgeName }), []);
  } finally {
    await endWhatRuns(options);
    clearInterval(keepAlive);
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a container that has ended holds nothing in memory, and after a reboot its exit code is known, that of one that ran is not", { skip, timeout: 240_000 }, async () => {
  const folder = mkdtempSync(`${tmpdir()}/wherry-reboot-`);
  const options = optionsFor(folder, "e", "10.193");
  const layout = layoutOf(options);
  const keepAlive = setInterval(() => {}, 60_000);
  const pod = aSandboxConfig({ logDirectory: `${folder}/logs` });
  try {
    const first = await createEmbeddedRuntime(options);
    await first.images.load(busybox());
    const sandbox = await first.runtime.runPodSandbox(pod);
    const create = (name: string, command: string[]) => first.runtime.createContainer(sandbox.id, aContainerConfig(command, { metadata: { name, attempt: 0 }, logPath: `${name}/0.log` }), pod);
    const lasting = await create("lasting", ["sleep", "3600"]);
    const ended = await create("ended", ["sh", "-c", "exit 9"]);
    for (const { id } of [lasting, ended]) await first.runtime.startContainer(id);
    while ((await first.runtime.containerStatus(ended.id)).state !== "CONTAINER_EXITED") await new Promise((resolve) => setImmediate(resolve));
    while (existsSync(`${layout.exitsDir}/${ended.id}`)) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(existsSync(bundlePaths(layout, ended.id).bundle), false);
    assert.equal(existsSync(bundlePaths(layout, lasting.id).bundle), true);
    await first.close();
    await endAtOnce(() => conmonProcesses(layout)); // first, so that they cannot tell of the others' end
    await endAtOnce(() => processesInCgroups(layout));
    for (const path of mountsBelow([options.runDir])) detach(path);
    for (const path of [sandboxPaths(layout, sandbox.id).record, ...[lasting, ended].map(({ id }) => bundlePaths(layout, id).record)]) {
      writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), bootId: "an earlier one" }));
    }

    const second = await createEmbeddedRuntime(options);
    const { state: ready } = await second.runtime.podSandboxStatus(sandbox.id);
    const ends = await Promise.all([ended, lasting].map(async ({ id }) => {
      const { state, exitCode, reason } = await second.runtime.containerStatus(id);
      return { state, exitCode, reason };
    }));
    assert.deepEqual({ ready, ends }, { ready: "SANDBOX_NOTREADY", ends: [
      { state: "CONTAINER_EXITED", exitCode: 9, reason: "Error" },
      { state: "CONTAINER_EXITED", exitCode: 255, reason: "Unknown" },
    ] });
    await second.teardown();
    assert.deepEqual(await leftovers({ layout, bridge: options.bridgeName }), []);
  } finally {
    await endWhatRuns(options);
    clearInterval(keepAlive);
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a sandbox whose creation was cut off before its record is taken away, and another takes its place", { skip, timeout: 240_000 }, async () => {
  const folder = mkdtempSync(`${tmpdir()}/wherry-cut-`);
  const options = optionsFor(folder, "d", "10.194");
  const keepAlive = setInterval(() => {}, 60_000);
  const pod = aSandboxConfig({ logDirectory: `${folder}/logs` });
  try {
    const first = await createEmbeddedRuntime(options);
    const { id } = await first.runtime.runPodSandbox(pod);
    await first.close();
    const paths = sandboxPaths(layoutOf(options), id);
    rmSync(paths.record);

    const second = await createEmbeddedRuntime(options);
    assert.deepEqual(await second.runtime.listPodSandboxes(), []);
    assert.equal(existsSync(paths.folder), false);
    await second.runtime.runPodSandbox(pod);
    await second.teardown();
    assert.deepEqual(await leftovers({ layout: layoutOf(options), bridge: options.bridgeName }), []);
  } finally {
    await endWhatRuns(options);
    clearInterval(keepAlive);
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a start cut off between the removal of crun's fifo and the word written to it leaves no container, and no process of it", { skip, timeout: 240_000 }, async () => {
  const folder = mkdtempSync(`${tmpdir()}/wherry-fifo-`);
  const options = optionsFor(folder, "f", "10.192");
  const layout = layoutOf(options);
  const keepAlive = setInterval(() => {}, 60_000);
  const pod = aSandboxConfig({ logDirectory: `${folder}/logs` });
  try {
    const first = await createEmbeddedRuntime(options);
    await first.images.load(busybox());
    const sandbox = await first.runtime.runPodSandbox(pod);
    const { id } = await first.runtime.createContainer(sandbox.id, aContainerConfig(["true"]), pod);
    await first.close();
    rmSync(`${layout.crunRoot}/${id}/exec.fifo`);

    const second = await createEmbeddedRuntime(options);
    assert.deepEqual(await second.runtime.listContainers(), []);
    assert.deepEqual(conmonProcesses(layout), []);
    const again = await second.runtime.createContainer(sandbox.id, aContainerConfig(["true"]), pod);
    await second.runtime.startContainer(again.id);
    while ((await second.runtime.containerStatus(again.id)).state !== "CONTAINER_EXITED") await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await second.runtime.containerStatus(again.id)).exitCode, 0);
    await second.teardown();
    assert.deepEqual(await leftovers({ layout, bridge: options.bridgeName }), []);
  } finally {
    await endWhatRuns(options);
    clearInterval(keepAlive);
    rmSync(folder, { recursive: true, force: true });
  }
});

test("two clusters live side by side, and a host port leads to a pod", { skip, timeout: 240_000 }, async () => {
  const folder = mkdtempSync(`${tmpdir()}/wherry-two-`);
  const keepAlive = setInterval(() => {}, 60_000);
  const clusters = [optionsFor(`${folder}/b`, "b", "10.195"), optionsFor(`${folder}/c`, "c", "10.191")];
  try {
    const [one, two] = await Promise.all(clusters.map(createEmbeddedRuntime));
    assert.ok(one && two);
    await Promise.all([one.images.load(busybox()), two.images.load(busybox())]);
    const portMappings = [{ protocol: "TCP" as const, containerPort: 8080, hostPort: 20_000 + (process.pid % 10_000), hostIp: "" }];
    const pod = aSandboxConfig({ logDirectory: `${folder}/logs`, portMappings });
    const sandbox = await two.runtime.runPodSandbox(pod);
    const server = await two.runtime.createContainer(sandbox.id, aContainerConfig(["sh", "-c", "while true; do echo hello | nc -l -p 8080; done"]), pod);
    await two.runtime.startContainer(server.id);
    await one.teardown();
    assert.equal(await readPort(portMappings[0]?.hostPort ?? 0), "hello\n");
    await two.teardown();
    for (const options of clusters) assert.deepEqual(await leftovers({ layout: layoutOf(options), bridge: options.bridgeName }), []);
  } finally {
    for (const options of clusters) await endWhatRuns(options);
    clearInterval(keepAlive);
    rmSync(folder, { recursive: true, force: true });
  }
});

async function readPort(port: number): Promise<string> {
  for (;;) {
    const text = await new Promise<string>((resolve) => {
      let received = "";
      const socket = connect(port, "127.0.0.1").setEncoding("utf8");
      socket.on("data", (chunk) => {
        received += chunk;
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(received));
    });
    if (text !== "") return text;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
