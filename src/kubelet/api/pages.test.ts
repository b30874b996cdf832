import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { KubeletOptions } from "../options.ts";
import { ProbeCounts } from "../probes/probe-counts.ts";
import { shutdownPeriods } from "../shutdown/periods.ts";
import { startKubelet } from "../testing/kubelet-harness.ts";
import { MemoryHostFiles } from "../testing/memory-host-files.ts";
import { createMemoryPorts } from "../testing/memory-ports.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { configz } from "./configz.ts";
import { logFile } from "./log-files.ts";
import { parseLogQuery } from "./log-query.ts";

const files = new MemoryHostFiles();
files.makeFolder("/logs/pods", 0o700);
files.makeFolder("/secret", 0o700);
files.writeFile("/logs/a <b>.log", "hello\n", 0o600);
files.writeFile("/secret/key", "hidden", 0o600);
files.link("/secret", "/logs/way-out");
files.link("/logs/pods", "/logs/way-in");

const logPages: { path: string; says: RegExp | "NotFound" }[] = [
  { path: "", says: /^<pre>\n<a href="a%20%3Cb%3E\.log">a &lt;b>\.log<\/a>\n<a href="pods\/">pods\/<\/a>\n<a href="way-in\/">/ },
  { path: "a <b>.log", says: /^hello\n$/ },
  { path: "pods", says: /^<pre>\n<\/pre>\n$/ },
  { path: "way-in", says: /^<pre>/ },
  { path: "nothing", says: "NotFound" },
  { path: "../secret/key", says: "NotFound" },
  { path: "way-out", says: "NotFound" },
  { path: "way-out/key", says: "NotFound" },
];
for (const { path, says } of logPages) {
  test(`/logs/${path} is ${says === "NotFound" ? "not shown" : "shown"}`, () => {
    if (says === "NotFound") assert.throws(() => logFile(files, "/logs", path), (error) => isStatus(error, "NotFound"));
    else assert.match(String(logFile(files, "/logs", path).body), says);
  });
}

const queries: { query: string; wants: object | RegExp }[] = [
  { query: "", wants: { previous: false, timestamps: false, follow: false } },
  { query: "tailLines=0&limitBytes=1&sinceSeconds=1&previous=true&timestamps=1&follow=0", wants: { tailLines: 0, limitBytes: 1, sinceSeconds: 1, previous: true, timestamps: true, follow: false } },
  { query: "sinceTime=2026-01-01T00:00:00Z", wants: { sinceTime: "2026-01-01T00:00:00Z", previous: false, timestamps: false, follow: false } },
  { query: "tailLines=-1", wants: /Invalid request: tailLines must be at least 0/ },
  { query: "limitBytes=0", wants: /Invalid request: limitBytes must be at least 1/ },
  { query: "sinceSeconds=0", wants: /Invalid request: sinceSeconds must be at least 1/ },
  { query: "tailLines=1.5", wants: /Unable to decode query: tailLines is no number/ },
  { query: "sinceTime=yesterday", wants: /Unable to decode query: sinceTime is no time/ },
];
for (const { query, wants } of queries) {
  test(`the log query "${query}" is ${wants instanceof RegExp ? "refused" : "understood"}`, () => {
    if (wants instanceof RegExp) assert.throws(() => parseLogQuery(new URLSearchParams(query)), wants);
    else assert.deepEqual(parseLogQuery(new URLSearchParams(query)), wants);
  });
}

const shutdowns: { name: string; periods: KubeletOptions["shutdownPeriods"]; wants: readonly [string, string, unknown] }[] = [
  { name: "none", periods: undefined, wants: ["0s", "0s", undefined] },
  { name: "the usual two", periods: shutdownPeriods({ graceSeconds: 90, criticalSeconds: 10 }), wants: ["1m30s", "10s", undefined] },
  { name: "any", periods: [{ priority: 0, graceSeconds: 20 }, { priority: 100, graceSeconds: 5 }], wants: ["0s", "0s", [{ priority: 0, shutdownGracePeriodSeconds: 20 }, { priority: 100, shutdownGracePeriodSeconds: 5 }]] },
];
for (const { name, periods, wants } of shutdowns) {
  test(`/configz tells the periods of a shutdown: ${name}`, () => {
    const clock = new VirtualClock();
    const options = { nodeName: "n1", clock, random: new SeededRandom(1), ports: createMemoryPorts(), rootFolder: "/", addresses: [], shutdownPeriods: periods } as unknown as KubeletOptions;
    const { kubeletconfig } = configz(options) as { kubeletconfig: Record<string, unknown> };
    assert.deepEqual([kubeletconfig["shutdownGracePeriod"], kubeletconfig["shutdownGracePeriodCriticalPods"], kubeletconfig["shutdownGracePeriodByPodPriority"]], wants);
  });
}

test("probes are counted by result, the successful ones timed, until their pod is gone", () => {
  const counts = new ProbeCounts();
  const pod = aPod();
  const container = aContainer();
  for (const [success, seconds] of [[true, 0.5], [true, 1], [false, 2]] as const) counts.count(pod, container, "Liveness", { success, seconds });
  const lines = (): string[] => {
    const all: string[] = [];
    for (const metric of counts.metrics) metric.write(all);
    return all.filter((line) => !line.startsWith("#") && !line.includes("_bucket{"));
  };
  const labels = 'container="main",namespace="default",pod="web",pod_uid="uid-web",probe_type="Liveness"';
  const timed = 'container="main",namespace="default",pod="web",probe_type="Liveness"';
  assert.deepEqual(lines(), [
    `prober_probe_total{${labels},result="failed"} 1`,
    `prober_probe_total{${labels},result="successful"} 2`,
    `prober_probe_duration_seconds_sum{${timed}} 1.5`,
    `prober_probe_duration_seconds_count{${timed}} 2`,
  ]);
  counts.forget(pod);
  assert.deepEqual(lines(), []);
});

test("a preemption is counted under what there was too little of", async () => {
  const harness = await startKubelet();
  const asking = (name: string, priority: number): Pod => aPod({ name, spec: { priority, containers: [aContainer({ command: ["server"], resources: { requests: { cpu: "3" } } })] } });
  await harness.create(asking("web", 0));
  await harness.clock.advance(1_000);
  await harness.create(asking("vital", 2_000_000_000));
  await harness.clock.advance(5_000);
  assert.deepEqual([harness.pod("web")?.status?.reason, harness.pod("vital")?.status?.phase], ["Preempting", "Running"]);
  assert.match(String((await harness.kubelet.api.page("/metrics", new URLSearchParams())).body), /^kubelet_preemptions\{preemption_signal="cpu"\} 1$/m);
  await harness.stop();
});

test("the kubelet counts static and other pods apart, and shows where each is from", async () => {
  const harness = await startKubelet({ files: { "/manifests/web.json": JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec: { containers: [{ name: "c", image: "busybox", command: ["server"] }] } }) } });
  await harness.create(aPod({ name: "plain", spec: { containers: [aContainer({ command: ["server"] })] } }));
  await harness.clock.advance(1_000);
  const metrics = String((await harness.kubelet.api.page("/metrics", new URLSearchParams())).body);
  assert.match(metrics, /^kubelet_desired_pods\{static="true"\} 1\nkubelet_desired_pods\{static=""\} 1$/m);
  assert.match(metrics, /^kubelet_running_pods 2$/m);
  const { items } = JSON.parse(String((await harness.kubelet.api.page("/pods", new URLSearchParams())).body)) as { items: { metadata: { name: string; annotations: Record<string, string> }; status: { phase: string } }[] };
  assert.deepEqual(items.map(({ metadata, status }) => [metadata.name, metadata.annotations["kubernetes.io/config.source"], status.phase]), [["web-n1", "file", "Running"], ["plain", "api", "Running"]]);
  await harness.stop();
});
