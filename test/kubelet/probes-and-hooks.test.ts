import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Container, Pod } from "../../src/api/types/core/v1.gen.ts";
import { root, type TestCluster, testCluster } from "../support/cluster.ts";
import { assertPrints, createPods, described, getPod, podThat, type PodParts } from "./support.ts";

/** Probes, hooks and standard input against real processes. All pods are made at once; each test waits for its own. */

const shell = (script: string): string[] => ["sh", "-c", script];
const sleeps = ["sleep", "3600"];
const quick = { terminationGracePeriodSeconds: 1 } as const;
const main = (pod: Pod) => pod.status?.containerStatuses?.[0];
const isReady = (pod: Pod): boolean => main(pod)?.ready === true;

/** Node.js as the host has it, in the pod's network, under RuntimeDefault: a program that is as demanding as they come. */
function server(stopFile: string): PodParts {
  return {
    command: ["chroot", "/host", process.execPath, `${root}/test/kubelet/servers/health-server.mjs`, stopFile],
    volumeMounts: [{ name: "host", mountPath: "/host" }],
    securityContext: { seccompProfile: { type: "RuntimeDefault" } },
  };
}
const host = { volumes: [{ name: "host", hostPath: { path: "/" } }] };

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "probes", images: ["busybox"] });
  const stops = `${cluster.dataDir}/stops`;
  mkdirSync(stops);
  const every = { periodSeconds: 1 };
  /** For a probe whose failures are not what is looked at. */
  const patient = { ...every, timeoutSeconds: 30, failureThreshold: 60 };
  const traps = { volumeMounts: [{ name: "host", mountPath: "/host" }], command: shell(`trap 'cut -d " " -f 1 /proc/uptime > /host${stops}/sleep; exit 0' TERM; touch /tmp/up; while :; do sleep 0.05; done`) };
  /** Tells of its hook, its stop signal and its end in one file for all containers. Its hook takes until those of `others` have told of themselves. */
  const telling = (name: string, others: readonly string[] = [], more: Partial<Container> = {}): Container => {
    const say = (what: string): string => `echo ${name} ${what} >> /host${stops}/order`;
    return {
      name, image: "busybox", imagePullPolicy: "IfNotPresent", volumeMounts: [{ name: "host", mountPath: "/host" }],
      command: shell(`trap '${say("signal")}; sleep 1; ${say("end")}; exit 0' TERM; touch /tmp/up; while :; do sleep 0.05; done`),
      startupProbe: { exec: { command: ["cat", "/tmp/up"] }, ...patient },
      lifecycle: { preStop: { exec: { command: shell([...others.map((other) => `until grep -q "${other} hook" /host${stops}/order; do sleep 0.1; done`), say("hook")].join("; ")) } } },
      ...more,
    };
  };
  const redirects = "mkdir -p /w/cgi-bin; printf '#!/bin/sh\\nprintf \"Status: 302 Found\\\\r\\\\nLocation: http://0.0.0.0/\\\\r\\\\n\\\\r\\\\nelsewhere\"' > /w/cgi-bin/go; chmod +x /w/cgi-bin/go; httpd -f -p 8080 -h /w";
  await createPods(cluster, [
    { name: "pre-stop-sidecars", pod: { spec: { ...host, terminationGracePeriodSeconds: 240, initContainers: ["first", "second"].map((name) => telling(name, [], { restartPolicy: "Always" })), containers: [telling("main", ["first", "second"])] } } },
    { name: "redirect-away", pod: { command: shell(redirects), readinessProbe: { httpGet: { port: 8_080, path: "/cgi-bin/go" }, ...every }, spec: quick } },
    { name: "changed-image", pod: { command: sleeps, spec: { ...quick, restartPolicy: "Never" } } },
    { name: "grpc", pod: { ...server(`${stops}/http`), ports: [{ name: "web", containerPort: 8_080 }], readinessProbe: { grpc: { port: 9_000 }, ...every }, lifecycle: { preStop: { httpGet: { port: "web", path: "/stop", httpHeaders: [{ name: "X-Who", value: "hook" }] } } }, spec: { ...host, terminationGracePeriodSeconds: 60 } } },
    { name: "grpc-down", pod: { ...server("/dev/null"), readinessProbe: { grpc: { port: 9_000, service: "down" }, ...every }, spec: { ...host, ...quick } } },
    { name: "tcp-socket", pod: { command: shell("while :; do nc -l -p 7000 < /dev/null; done"), ports: [{ name: "seven", containerPort: 7_000 }], readinessProbe: { tcpSocket: { port: "seven" }, ...every }, spec: quick } },
    { name: "tcp-socket-closed", pod: { command: sleeps, readinessProbe: { tcpSocket: { port: 7_001 }, ...every }, spec: quick } },
    { name: "probe-grace", pod: { command: shell("trap '' TERM; touch /tmp/up; while :; do sleep 0.1; done"), livenessProbe: { exec: { command: ["false"] }, initialDelaySeconds: 1, ...every, failureThreshold: 1, terminationGracePeriodSeconds: 1 }, spec: { terminationGracePeriodSeconds: 3_600 } } },
    { name: "initial-delay", pod: { command: sleeps, readinessProbe: { exec: { command: ["true"] }, initialDelaySeconds: 3, ...every }, spec: quick } },
    { name: "success-threshold", pod: { command: sleeps, readinessProbe: { exec: { command: shell("echo >> /tmp/tries") }, successThreshold: 3, ...patient }, spec: quick } },
    { name: "timeout-seconds", pod: { command: sleeps, readinessProbe: { exec: { command: ["sleep", "60"] }, timeoutSeconds: 1, ...every }, spec: quick } },
    { name: "pre-stop-sleep", pod: { ...traps, readinessProbe: { exec: { command: ["test", "-e", "/tmp/up"] }, ...patient }, lifecycle: { preStop: { sleep: { seconds: 2 } } }, spec: { ...host, terminationGracePeriodSeconds: 120 } } },
    { name: "stdin-once", pod: { command: shell("echo up; cat; echo end"), stdin: true, stdinOnce: true, spec: { restartPolicy: "Never" } } },
    { name: "stdin-open", pod: { command: shell("echo up; while read line; do echo got $line; done"), stdin: true, spec: { restartPolicy: "Never", ...quick } } },
  ]);
});
after(async () => {
  // What ignores its end would hold up the cluster's, and its own grace period is long.
  await cluster.kubectl("delete", "pods", "--all", "--force", "--grace-period=0");
  await cluster.dispose();
});

test("grpc: a service that serves makes its container ready, one that does not says so", async () => {
  await podThat(cluster, "grpc", isReady);
  await described(cluster, ["pod", "grpc-down"], [/Readiness probe failed: service unhealthy \(responded with "NOT_SERVING"\)/]);
  assert.equal(isReady(await getPod(cluster, "grpc-down")), false);
});

test("tcp-socket: an open port makes ready, a closed one is told with its address", async () => {
  await podThat(cluster, "tcp-socket", isReady);
  await described(cluster, ["pod", "tcp-socket-closed"], [/Readiness probe failed: dial tcp [\d.]+:7001: connect: connection refused/]);
});

test("probe-grace: after a failed liveness probe its own grace period counts, not the pod's hour", async () => {
  const pod = await podThat(cluster, "probe-grace", (each) => (main(each)?.restartCount ?? 0) > 0);
  assert.equal(main(pod)?.lastState?.terminated?.exitCode, 137);
});

const secondsBetween = (pod: Pod): number => {
  const ready = pod.status?.conditions?.find(({ type }) => type === "Ready")?.lastTransitionTime ?? "";
  return (Date.parse(ready) - Date.parse(main(pod)?.state?.running?.startedAt ?? "")) / 1_000;
};

test("initial-delay: the first try waits for its time", async () => {
  const pod = await podThat(cluster, "initial-delay", isReady);
  assert.ok(secondsBetween(pod) >= 3, `ready after ${secondsBetween(pod)} s`);
});

test("success-threshold: ready after as many successes in a row as are asked for", async () => {
  const pod = await podThat(cluster, "success-threshold", isReady);
  assert.ok(secondsBetween(pod) >= 2, `ready after ${secondsBetween(pod)} s`);
  assert.ok(Number(await cluster.kubectl("exec", "success-threshold", "--", "sh", "-c", "wc -l < /tmp/tries")) >= 3);
});

test("timeout-seconds: a command that takes too long has failed, and is killed", async () => {
  // Of more than one try something of the first could be left.
  await described(cluster, ["pod", "timeout-seconds"], [/Unhealthy +\S+ \(x([2-9]|\d\d+) over .*Readiness probe failed: command timed out: "sleep 60" timed out after 1s/]);
  const sleepers = (await cluster.kubectl("exec", "timeout-seconds", "--", "ps")).split("\n").filter((line) => line.includes("sleep 60"));
  assert.ok(sleepers.length <= 1, `${sleepers.length} commands of earlier tries still run`);
});

test("pre-stop-http: the hook's request comes before the end", async () => {
  await podThat(cluster, "grpc", isReady);
  await cluster.kubectl("delete", "pod", "grpc");
  assert.equal(readFileSync(`${cluster.dataDir}/stops/http`, "utf8"), "hook");
});

test("pre-stop-sleep: the stop signal comes when the hook has slept", async () => {
  await podThat(cluster, "pre-stop-sleep", isReady);
  const uptime = (): number => Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
  const before = uptime();
  await cluster.kubectl("delete", "pod", "pre-stop-sleep");
  const waited = Number(readFileSync(`${cluster.dataDir}/stops/sleep`, "utf8")) - before;
  assert.ok(waited >= 2 && waited < 60, `the signal came after ${waited} s`);
});

test("pre-stop-sidecars: the hooks of all containers come first, then the main container ends, then the sidecars one by one", async () => {
  await podThat(cluster, "pre-stop-sidecars", (pod) => pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true);
  await cluster.kubectl("delete", "pod", "pre-stop-sidecars");
  const lines = readFileSync(`${cluster.dataDir}/stops/order`, "utf8").trim().split("\n");
  assert.deepEqual(lines.slice(0, 2).toSorted(), ["first hook", "second hook"]);
  assert.deepEqual(lines.slice(2), ["main hook", "main signal", "main end", "second signal", "second end", "first signal", "first end"]);
});

test("redirect-away: a redirect to another host is not followed, counts as a success and is told", async () => {
  await podThat(cluster, "redirect-away", isReady);
  await described(cluster, ["pod", "redirect-away"], [/ProbeWarning .*Readiness probe warning: Probe terminated redirects, Response body: elsewhere/]);
});

test("changed-image: the container is ended and runs the new image, whatever its policy says", async () => {
  await podThat(cluster, "changed-image", isReady);
  await cluster.kubectl("set", "image", "pod/changed-image", "main=docker.io/library/busybox:latest");
  const pod = await podThat(cluster, "changed-image", (each) => main(each)?.restartCount === 1 && isReady(each));
  assert.deepEqual([pod.status?.phase, main(pod)?.image], ["Running", "docker.io/library/busybox:latest"]);
  await described(cluster, ["pod", "changed-image"], [/Killing .*Container main definition changed, will be restarted/]);
});

test("stdin-once: the container's input ends with the first who attaches", async () => {
  await podThat(cluster, "stdin-once", isReady);
  const { stdout } = await cluster.tryKubectl(["attach", "-i", "stdin-once"], { input: "hello\n" });
  assert.match(stdout, /hello\nend\n/);
  const pod = await podThat(cluster, "stdin-once", (each) => each.status?.phase === "Succeeded");
  assert.equal(main(pod)?.state?.terminated?.exitCode, 0);
});

test("stdin-open: without stdinOnce the input stays open for the next", async () => {
  await podThat(cluster, "stdin-open", isReady);
  let printed = "up\n";
  for (const word of ["one", "two"]) {
    // kubectl stays for the output until it is ended.
    const attached = spawn(cluster.kubectlProgram, ["attach", "-i", "stdin-open"], { env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: ["pipe", "ignore", "ignore"] });
    const ended = once(attached, "close");
    attached.stdin.end(`${word}\n`);
    printed += `got ${word}\n`;
    await assertPrints(cluster, "stdin-open", printed).finally(() => attached.kill());
    await ended;
  }
  assert.equal((await getPod(cluster, "stdin-open")).status?.phase, "Running");
});
