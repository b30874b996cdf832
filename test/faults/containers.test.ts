import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
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

/** Processes of this machine whose command line is exactly that. */
function processesOf(...words: string[]): number[] {
  return readdirSync("/proc").filter((entry) => /^\d+$/.test(entry)).map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8") === `${words.join("\0")}\0`;
    } catch {
      return false;
    }
  });
}

async function untilHolds(what: string, holds: () => boolean, withinMs = 30_000): Promise<void> {
  for (const deadline = performance.now() + withinMs; !holds(); await sleep(100)) if (performance.now() > deadline) throw new Error(`never came: ${what}`);
}

const containerId = async (name: string): Promise<string> => ((await getPod(cluster, name)).status?.containerStatuses?.[0]?.containerID ?? "").replace(/^.*:\/\//, "");

describe("side by side", { concurrency: 8 }, () => {
  test("conmon is killed: its container is ended, told as lost, and restarted", async () => {
    await createPod(cluster, "lost", { command: ["sleep", "98765"] });
    await podThat(cluster, "lost", ({ status }) => status?.phase === "Running");
    const id = await containerId("lost");
    const [before] = processesOf("sleep", "98765");
    const conmon = Number(readFileSync(join(cluster.dataDir, "run/runtime/bundles", id, "conmon.pid"), "utf8"));
    process.kill(conmon, "SIGKILL");
    const again = await podThat(cluster, "lost", ({ status }) => status?.containerStatuses?.[0]?.restartCount === 1 && status.containerStatuses[0].state?.running !== undefined);
    const { exitCode, reason, message } = again.status?.containerStatuses?.[0]?.lastState?.terminated ?? {};
    assert.deepEqual({ exitCode, reason, message }, { exitCode: 255, reason: "Unknown", message: "the container ended while its exit code could not be kept" });
    const now = processesOf("sleep", "98765");
    assert.equal(now.length, 1);
    assert.notEqual(now[0], before);
  });

  test("an image that cannot be pulled is told in the pod's events, and the pod can be deleted", async () => {
    await createPod(cluster, "unpullable", { image: "registry.invalid/nothing:1" });
    await described(cluster, ["pod", "unpullable"], [/Failed to pull image "registry\.invalid\/nothing:1"/, /Error: ErrImagePull/]);
    await cluster.kubectl("delete", "pod", "unpullable", "--timeout=20s");
  });

  test("a command of exec that hangs ends with its client", async () => {
    await createPod(cluster, "exec", { command: ["sleep", "3600"] });
    await podThat(cluster, "exec", ({ status }) => status?.phase === "Running");
    const client = spawn(cluster.kubectlProgram, ["exec", "-i", "exec", "--", "sleep", "87654"], { env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: ["pipe", "ignore", "ignore"] });
    await untilHolds("the command in the container", () => processesOf("sleep", "87654").length === 1);
    client.kill("SIGKILL");
    await untilHolds("the end of the command", () => processesOf("sleep", "87654").length === 0);
    assert.equal((await getPod(cluster, "exec")).status?.phase, "Running");
  });

  test("a container that ignores SIGTERM is killed after its grace period", async () => {
    await createPod(cluster, "deaf", { command: ["sh", "-c", "trap '' TERM; while :; do sleep 76543; done"], spec: { terminationGracePeriodSeconds: 2 } });
    await podThat(cluster, "deaf", ({ status }) => status?.phase === "Running");
    const started = performance.now();
    await cluster.kubectl("delete", "pod", "deaf", "--timeout=20s");
    const tookMs = performance.now() - started;
    assert.ok(tookMs > 1_900 && tookMs < 15_000, `it took ${tookMs} ms`);
    assert.deepEqual(processesOf("sleep", "76543"), []);
  });

  test("a pod deleted while it starts leaves nothing", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `hasty-${index}`);
    for (const name of names) {
      await createPod(cluster, name, { command: ["sleep", "65432"], spec: { terminationGracePeriodSeconds: 0 } });
      await cluster.kubectl("delete", "pod", name, "--wait=false");
    }
    for (const name of names) await cluster.kubectl("wait", "--for=delete", `pod/${name}`, "--timeout=20s");
    const gone = (): boolean => processesOf("sleep", "65432").length === 0 && !readdirSync(join(cluster.dataDir, "kubelet/pods")).some((uid) => uidsOfHasty.has(uid));
    const uidsOfHasty = new Set<string>();
    await untilHolds("the end of their processes", gone);
    const folders = readdirSync(join(cluster.dataDir, "log/pods")).filter((folder) => folder.includes("hasty-"));
    await untilHolds("the end of their sandboxes", () => !readdirSync(join(cluster.dataDir, "runtime/sandboxes")).some((id) => recordOf(id).includes("hasty-")));
    assert.ok(folders.length <= names.length);
  });

  test("a log without end stays within 5 files of 10 MiB, and logs -f goes on over the rotation", { timeout: 120_000 }, async () => {
    // 400 KiB a line batch: fast enough to rotate within the first check, numbered so that what is followed can be told.
    const script = 'n=0; while [ $n -lt 400000 ]; do n=$((n+1)); echo "$n xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"; done; echo pause; sleep 12; echo after; sleep 3600';
    await createPod(cluster, "chatty", { command: ["sh", "-c", script] });
    await podThat(cluster, "chatty", ({ status }) => status?.phase === "Running");
    const client = spawn(cluster.kubectlProgram, ["logs", "-f", "chatty"], { env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: ["ignore", "pipe", "ignore"] });
    let tail = "";
    client.stdout.on("data", (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-200);
    });
    try {
      const folder = (): string => join(cluster.dataDir, "log/pods", readdirSync(join(cluster.dataDir, "log/pods")).find((name) => name.includes("_chatty_")) ?? "", "main");
      await untilHolds("a rotated log", () => readdirSync(folder()).length > 1, 60_000);
      await untilHolds("a line written after the rotation", () => tail.endsWith("after\n"), 60_000);
      assert.ok(readdirSync(folder()).length <= 5);
      assert.ok(statSync(join(folder(), "0.log")).size < 10 * 1024 * 1024);
      assert.match(await cluster.kubectl("logs", "chatty", "--tail=1"), /^after\n$/);
    } finally {
      client.kill("SIGKILL");
    }
  });
});

function recordOf(sandboxId: string): string {
  try {
    return readFileSync(join(cluster.dataDir, "runtime/sandboxes", sandboxId, "record.json"), "utf8");
  } catch {
    return "";
  }
}
