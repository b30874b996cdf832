import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, test } from "node:test";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { startContainerd, type TestContainerd, whyNoContainerd } from "../support/containerd.ts";
import { leftoversOf, nothing } from "../support/leftovers.ts";

const options = { skip: whyNoContainerd };
let containerd: TestContainerd;
let cluster: TestCluster;

before(async () => {
  if (whyNoContainerd !== undefined) return;
  containerd = await startContainerd({ name: `e2e${process.pid}`, podCidr: `10.198.${randomInt(16, 256)}.0/24` });
  cluster = await testCluster({ name: "ctd", images: ["busybox"], upWords: ["--runtime", "containerd", "--runtime-endpoint", containerd.socketPath] });
});

after(async () => {
  if (whyNoContainerd !== undefined) return;
  const { name, dataDir } = cluster;
  await cluster.dispose();
  assert.deepEqual(await leftoversOf({ name, dataDir }), nothing);
  assert.deepEqual(await containerd.stop(), []);
});

/** Digits of pi by Machin's formula, in whole numbers of busybox's bc. */
const piJob = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "pi" },
  spec: {
    completions: 2,
    template: {
      spec: {
        restartPolicy: "Never",
        containers: [{ name: "pi", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["sh", "-c", "echo 'scale=60; 16*a(1/5) - 4*a(1/239)' | bc -l"] }],
      },
    },
  },
};

test("the node tells that containerd runs its containers", options, async () => {
  const version = await cluster.kubectl("get", "nodes", "-o", "jsonpath={.items[0].status.nodeInfo.containerRuntimeVersion}");
  assert.match(version, /^containerd:\/\/\d+\.\d+\.\d+/);
});

test("a Job that computes pi runs to its end, and its log can be read", options, async () => {
  const applied = await cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify(piJob) });
  assert.equal(applied.stdout, "job.batch/pi created\n", applied.stderr);
  assert.equal(await cluster.kubectl("wait", "--for=condition=complete", "--timeout=100s", "job/pi"), "job.batch/pi condition met\n");
  const logs = await cluster.kubectl("logs", "-l", "job-name=pi", "--tail=-1");
  assert.match(logs, /^(3\.14159265358979323846[0-9]+\n){2}$/);
  const id = await cluster.kubectl("get", "pods", "-l", "job-name=pi", "-o", "jsonpath={.items[0].status.containerStatuses[0].containerID}");
  assert.match(id, /^containerd:\/\/[0-9a-f]{64}$/);
});

test("exec, and what a restarted cluster finds again", options, async () => {
  await cluster.kubectl("run", "shell", "--image=busybox", "--image-pull-policy=IfNotPresent", "--restart=Never", "--", "sleep", "3600");
  await cluster.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "pod/shell");
  const echoed = await cluster.tryKubectl(["exec", "-i", "shell", "--", "cat"], { input: "hello\n" });
  assert.deepEqual([echoed.stdout, echoed.code], ["hello\n", 0]);

  const started = await cluster.kubectl("get", "pod", "shell", "-o", "jsonpath={.status.containerStatuses[0].state.running.startedAt}");
  process.kill(cluster.pid(), "SIGKILL");
  await cluster.wherry(["up", "--name", cluster.name]); // without --runtime: cluster.json remembers it
  await cluster.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "pod/shell");
  assert.equal(await cluster.kubectl("get", "pod", "shell", "-o", "jsonpath={.status.containerStatuses[0].state.running.startedAt} {.status.containerStatuses[0].restartCount}"), `${started} 0`);
  assert.equal((await cluster.tryKubectl(["exec", "shell", "--", "sh", "-c", "exit 3"])).code, 3);
});

test("a cluster keeps the runtime that it was made with", options, async () => {
  const { code, stderr } = await cluster.wherry(["up", "--name", cluster.name, "--runtime", "embedded"]);
  assert.equal(code, 1);
  assert.match(stderr, /runs its containers with containerd, not with embedded/);
});
