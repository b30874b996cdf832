import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, test } from "node:test";
import { createPod, described, getPod, podThat } from "../kubelet/support.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "faulty", images: ["busybox"] });
});
after(() => cluster.dispose());

/** For how long a container sleeps: a number by which its process is known among all of this machine. */
const aLongTime = (): string => String(randomInt(10 ** 8, 10 ** 9));

/** Processes of this machine that sleep for just that long. */
function sleepersFor(seconds: string): number[] {
  return readdirSync("/proc").filter((entry) => /^\d+$/.test(entry)).map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8") === `sleep\0${seconds}\0`;
    } catch {
      return false;
    }
  });
}

async function untilHolds(what: string, holds: () => boolean | Promise<boolean>, withinMs = 120_000): Promise<void> {
  for (const deadline = performance.now() + withinMs; !(await holds()); await sleep(100)) if (performance.now() > deadline) throw new Error(`never came: ${what}`);
}

const containerId = async (name: string): Promise<string> => ((await getPod(cluster, name)).status?.containerStatuses?.[0]?.containerID ?? "").replace(/^.*:\/\//, "");

describe("side by side", { concurrency: 8 }, () => {
  test("conmon is killed: its container is ended, told as lost, and restarted", async () => {
    const seconds = aLongTime();
    await createPod(cluster, "lost", { command: ["sleep", seconds] });
    await podThat(cluster, "lost", ({ status }) => status?.phase === "Running");
    const id = await containerId("lost");
    await untilHolds("the program in the container", () => sleepersFor(seconds).length === 1);
    const [before] = sleepersFor(seconds);
    const conmon = Number(readFileSync(join(cluster.dataDir, "run/runtime/bundles", id, "conmon.pid"), "utf8"));
    process.kill(conmon, "SIGKILL");
    const again = await podThat(cluster, "lost", ({ status }) => status?.containerStatuses?.[0]?.restartCount === 1 && status.containerStatuses[0].state?.running !== undefined);
    const { exitCode, reason, message } = again.status?.containerStatuses?.[0]?.lastState?.terminated ?? {};
    assert.deepEqual({ exitCode, reason, message }, { exitCode: 255, reason: "Unknown", message: "the container ended while its exit code could not be kept" });
    assert.equal(sleepersFor(seconds).includes(before ?? 0), false);
    await untilHolds("the program in the new container, alone", () => sleepersFor(seconds).length === 1);
  });

  test("an image that cannot be pulled is told in the pod's events, and the pod can be deleted", async () => {
    await createPod(cluster, "unpullable", { image: "registry.invalid/nothing:1" });
    await described(cluster, ["pod", "unpullable"], [/Failed to pull image "registry\.invalid\/nothing:1"/, /Error: ErrImagePull/]);
    await cluster.kubectl("delete", "pod", "unpullable", "--timeout=100s");
  });

  test("a command of exec that hangs ends with its client", async () => {
    await createPod(cluster, "exec", { command: ["sleep", "3600"] });
    await podThat(cluster, "exec", ({ status }) => status?.phase === "Running");
    const seconds = aLongTime();
    const client = spawn(cluster.kubectlProgram, ["exec", "-i", "exec", "--", "sleep", seconds], { env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: ["pipe", "ignore", "ignore"] });
    await untilHolds("the command in the container", () => sleepersFor(seconds).length === 1);
    client.kill("SIGKILL");
    await untilHolds("the end of the command", () => sleepersFor(seconds).length === 0);
    assert.equal((await getPod(cluster, "exec")).status?.phase, "Running");
  });

  test("a container that ignores SIGTERM is killed after its grace period", async () => {
    const seconds = aLongTime();
    await createPod(cluster, "deaf", { command: ["sh", "-c", `trap '' TERM; while :; do sleep ${seconds}; done`], spec: { terminationGracePeriodSeconds: 2 } });
    await podThat(cluster, "deaf", ({ status }) => status?.phase === "Running");
    await untilHolds("the program in the container", () => sleepersFor(seconds).length === 1);
    const started = performance.now();
    await cluster.kubectl("delete", "pod", "deaf", "--timeout=100s");
    const tookMs = performance.now() - started;
    assert.ok(tookMs > 1_900, `it took ${tookMs} ms`);
    assert.deepEqual(sleepersFor(seconds), []);
  });

  test("a pod deleted while it starts leaves nothing", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `hasty-${index}`);
    const seconds = aLongTime();
    const uids = new Set<string | undefined>();
    for (const name of names) {
      await createPod(cluster, name, { command: ["sleep", seconds], spec: { terminationGracePeriodSeconds: 0 } });
      uids.add((await getPod(cluster, name)).metadata.uid);
      await cluster.kubectl("delete", "pod", name, "--wait=false");
    }
    for (const name of names) await cluster.kubectl("wait", "--for=delete", `pod/${name}`, "--timeout=100s");
    await untilHolds("the end of their processes", () => sleepersFor(seconds).length === 0);
    await untilHolds("the end of their folders", () => !foldersIn("kubelet/pods").some((uid) => uids.has(uid)));
    await untilHolds("the end of their sandboxes", () => !foldersIn("runtime/sandboxes").some((id) => recordOf(id).includes("hasty-")));
  });

  test("a log without end stays within 5 files of 10 MiB, and logs -f goes on over the rotation", { timeout: 400_000 }, async () => {
    // Four times what a file may hold, and a last word once the test has seen that it was put away.
    const script = 'n=0; while [ $n -lt 400000 ]; do n=$((n+1)); echo "$n xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"; done; touch /tmp/written; until [ -e /tmp/go ]; do sleep 0.1; done; echo after; sleep 3600';
    await createPod(cluster, "chatty", { command: ["sh", "-c", script] });
    await podThat(cluster, "chatty", ({ status }) => status?.phase === "Running");
    const client = spawn(cluster.kubectlProgram, ["logs", "-f", "chatty"], { env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: ["ignore", "pipe", "ignore"] });
    let tail = "";
    client.stdout.on("data", (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-200);
    });
    try {
      const folder = (): string => join(cluster.dataDir, "log/pods", readdirSync(join(cluster.dataDir, "log/pods")).find((name) => name.includes("_chatty_")) ?? "", "main");
      await untilHolds("the last of the lines", async () => (await cluster.tryKubectl(["exec", "chatty", "--", "test", "-e", "/tmp/written"])).code === 0);
      await untilHolds("a rotated log", () => readdirSync(folder()).length > 1 && sizeOf(join(folder(), "0.log")) < 10 * 1024 * 1024);
      await cluster.kubectl("exec", "chatty", "--", "touch", "/tmp/go");
      await untilHolds("a line written after the rotation", () => tail.endsWith("after\n"));
      assert.ok(readdirSync(folder()).length <= 5);
      assert.ok(sizeOf(join(folder(), "0.log")) < 10 * 1024 * 1024);
      assert.match(await cluster.kubectl("logs", "chatty", "--tail=1"), /^after\n$/);
    } finally {
      client.kill("SIGKILL");
    }
  });
});

/** What lies in a folder of the cluster's, which is there once something has been put into it. */
function foldersIn(path: string): string[] {
  const folder = join(cluster.dataDir, path);
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** While a file is put away, there is none of its name for a moment. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? Infinity;
}

function recordOf(sandboxId: string): string {
  try {
    return readFileSync(join(cluster.dataDir, "runtime/sandboxes", sandboxId, "record.json"), "utf8");
  } catch {
    return "";
  }
}
