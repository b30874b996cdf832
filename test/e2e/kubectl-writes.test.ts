import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { firstLine, type TestCluster, testCluster } from "../support/cluster.ts";
import { untilItHolds } from "../support/until.ts";

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "writes", images: ["busybox"] });
});
after(() => cluster.dispose());

test("label, annotate, patch in three types, replace and delete by name", async () => {
  await cluster.kubectl("create", "configmap", "c", "--from-literal=a=1");
  assert.equal(await cluster.kubectl("label", "configmap", "c", "tier=gold"), "configmap/c labeled\n");
  assert.equal(await cluster.kubectl("annotate", "configmap", "c", "note=kept"), "configmap/c annotated\n");
  assert.equal(await cluster.kubectl("patch", "configmap", "c", "--type=strategic", "-p", '{"data":{"b":"2"}}'), "configmap/c patched\n");
  assert.equal(await cluster.kubectl("patch", "configmap", "c", "--type=merge", "-p", '{"data":{"a":null}}'), "configmap/c patched\n");
  assert.equal(await cluster.kubectl("patch", "configmap", "c", "--type=json", "-p", '[{"op":"add","path":"/data/d","value":"4"}]'), "configmap/c patched\n");
  assert.equal(await cluster.kubectl("get", "configmap", "c", "-o", "jsonpath={.data} {.metadata.labels.tier} {.metadata.annotations.note}"), '{"b":"2","d":"4"} gold kept');
  const stale = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", resourceVersion: "1" }, data: {} });
  const refused = await cluster.tryKubectl(["replace", "-f", "-"], { input: stale });
  assert.match(refused.stderr, /Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again/);
  const fresh = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data: { e: "5" } });
  assert.equal((await cluster.tryKubectl(["replace", "-f", "-"], { input: fresh })).stdout, "configmap/c replaced\n");
  assert.equal(await cluster.kubectl("get", "configmap", "c", "-o", "jsonpath={.data}"), '{"e":"5"}');
  assert.equal(await cluster.kubectl("delete", "configmap", "c"), 'configmap "c" deleted from default namespace\n');
});

test("unknown fields are refused by default, as upstream does", async () => {
  const input = JSON.stringify({ apiVersion: "batch/v1", kind: "Job", metadata: { name: "typo" }, spec: { paralelism: 2, template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "busybox" }] } } } });
  const { code, stderr } = await cluster.tryKubectl(["create", "-f", "-"], { input });
  assert.equal(code, 1);
  assert.match(stderr, /strict decoding error: unknown field "spec\.paralelism"/);
});

test("exec gives output, exit code and standard input", async () => {
  await cluster.kubectl("run", "box", "--image=busybox", "--restart=Never", "--", "sh", "-c", "trap 'exit 0' TERM; sleep 600 & wait");
  await cluster.kubectl("wait", "--for=condition=Ready", "pod/box", "--timeout=60s");
  assert.equal(await cluster.kubectl("exec", "box", "--", "echo", "hello"), "hello\n");
  const failed = await cluster.tryKubectl(["exec", "box", "--", "sh", "-c", "echo oops >&2; exit 7"]);
  assert.equal(failed.code, 7);
  assert.match(failed.stderr, /oops\ncommand terminated with exit code 7/);
  assert.equal((await cluster.tryKubectl(["exec", "-i", "box", "--", "cat"], { input: "from outside" })).stdout, "from outside");
});

test("a terminal in exec -it has the size of the caller's and ends with the shell", async () => {
  const script = `stty rows 33 cols 101; exec ${cluster.kubectlProgram} exec -it box -- sh -c 'for turn in $(seq 600); do stty size | grep "33 101" && exit 3; sleep 0.1; done'`; // the size follows the start
  const child = spawn("script", ["-qec", script, "/dev/null"], { env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk));
  const [code] = (await once(child, "close")) as [number];
  assert.match(output, /33 101/);
  assert.equal(code, 3);
});

test("run -i with a terminal attaches to a temporary pod and removes it", async () => {
  const words = `${cluster.kubectlProgram} run -i --tty --rm temp --image busybox --restart=Never -- sh -c 'read place; echo in the $place'`;
  const child = spawn("script", ["-qec", words, "/dev/null"], { env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end("pod\n");
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk));
  await once(child, "close");
  assert.match(output, /in the pod/);
  assert.match(output, /pod "temp" deleted/);
});

test("attach shows what the container prints from then on", async () => {
  await cluster.kubectl("run", "ticker", "--image=busybox", "--restart=Never", "--", "sh", "-c", "n=0; while true; do echo $((n += 1)); sleep 0.1; done");
  await untilItHolds(async () => assert.match(await cluster.kubectl("logs", "ticker"), /^1\n(?:\d+\n)*5\n/));
  const child = spawn(cluster.kubectlProgram, ["attach", "-q", "ticker"], { env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  try {
    const line = await firstLine(child.stdout);
    assert.ok(Number(line) > 5, `the first line was ${line}`);
  } finally {
    child.kill();
    await closed;
  }
});

test("port-forward carries bytes both ways", async () => {
  await cluster.kubectl("run", "server", "--image=busybox", "--restart=Never", "--", "sh", "-c", 'mkdir /www; printf "from the pod" > /www/index.html; exec httpd -f -p 8080 -h /www');
  await cluster.kubectl("wait", "--for=condition=Ready", "pod/server", "--timeout=60s");
  await untilItHolds(async () => assert.equal(await cluster.kubectl("exec", "server", "--", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/"), "from the pod"));
  const forward = spawn(cluster.kubectlProgram, ["port-forward", "pod/server", ":8080"], { env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(forward, "close");
  try {
    const line = await firstLine(forward.stdout);
    const port = /127\.0\.0\.1:(\d+) -> 8080/.exec(line)?.[1];
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "from the pod");
  } finally {
    forward.kill();
    await closed;
  }
});

test("logs of a crashed container: -p gives the one before, --tail the last lines", async () => {
  await cluster.kubectl("run", "crash", "--image=busybox", "--restart=OnFailure", "--", "sh", "-c", "echo one; echo two; exit 1");
  await cluster.kubectl("wait", "--for=jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}=1", "pod/crash", "--timeout=60s");
  assert.equal(await cluster.kubectl("logs", "crash", "-p"), "one\ntwo\n");
  assert.equal(await cluster.kubectl("logs", "crash", "-p", "--tail=1"), "two\n");
  assert.match(await cluster.kubectl("get", "pod", "crash"), /(?:CrashLoopBackOff|Error|Running)/);
});

test("a container over its memory limit is OOMKilled", async () => {
  const overrides = JSON.stringify({ spec: { containers: [{ name: "eater", image: "busybox", command: ["sh", "-c", "x=a; while true; do x=$x$x; done"], resources: { limits: { memory: "32Mi" } } }] } });
  await cluster.kubectl("run", "eater", "--image=busybox", "--restart=Never", `--overrides=${overrides}`);
  await cluster.kubectl("wait", "--for=jsonpath={.status.phase}=Failed", "pod/eater", "--timeout=60s");
  assert.equal(await cluster.kubectl("get", "pod", "eater", "-o", "jsonpath={.status.containerStatuses[0].state.terminated.reason} {.status.containerStatuses[0].state.terminated.exitCode}"), "OOMKilled 137");
});

test("delete ends a container with SIGTERM, well before its grace is over", async () => {
  assert.equal(await cluster.kubectl("delete", "pod", "box", "--grace-period=600"), 'pod "box" deleted from default namespace\n');
});

test("a namespace takes everything in it along", async () => {
  await cluster.kubectl("create", "namespace", "short");
  await cluster.kubectl("create", "configmap", "c", "-n", "short");
  assert.equal(await cluster.kubectl("delete", "namespace", "short"), 'namespace "short" deleted\n');
  assert.match((await cluster.tryKubectl(["get", "configmaps", "-n", "short"])).stderr, /No resources found in short namespace/);
});
