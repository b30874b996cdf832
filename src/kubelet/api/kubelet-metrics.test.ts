import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "../../client/client.ts";
import { pods } from "../../client/resources.ts";
import { formatTime } from "../../machinery/time/time.ts";
import { RuntimeError } from "../cri/contract.ts";
import { type KubeletHarness, startKubelet } from "../testing/kubelet-harness.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { KubeletCounts } from "./kubelet-counts.ts";

async function page({ kubelet }: KubeletHarness, path: string): Promise<string> {
  return String((await kubelet.api.page(path, new URLSearchParams())).body);
}

/** The rows of those metrics, less buckets. */
async function rows(harness: KubeletHarness, ...names: string[]): Promise<string[]> {
  return (await page(harness, "/metrics")).split("\n").filter((line) => names.some((name) => line.startsWith(name)) && !line.includes("_bucket{"));
}

test("kubelet metrics: the start of a pod, and what the runtime did for it", async () => {
  const harness = await startKubelet({ script: ({ name }) => (name === "init" ? { runMs: 2_000 } : { startMs: 1_000 }), images: { pullMs: () => 5_000 } });
  const { clock } = harness;
  const init = aContainer({ name: "init" });
  await harness.create(aPod({ spec: { initContainers: [init], containers: [aContainer(), aContainer({ name: "side" })] } }));
  await clock.advance(20_000);
  assert.equal(harness.pod("web")?.status?.phase, "Running");
  assert.deepEqual(await rows(harness, "kubelet_started_", "kubelet_containers_per_pod", "kubelet_pod_start_", "kubelet_image_pull", "kubelet_managed", "kubelet_working_pods{config=\"desired\",lifecycle=\"sync\""), [
    "kubelet_managed_ephemeral_containers 0",
    'kubelet_working_pods{config="desired",lifecycle="sync",static=""} 1',
    'kubelet_working_pods{config="desired",lifecycle="sync",static="true"} 0',
    "kubelet_containers_per_pod_count_sum 2",
    "kubelet_containers_per_pod_count_count 1",
    'kubelet_image_pull_duration_seconds_sum{image_size_in_bytes="0-10MB"} 5',
    'kubelet_image_pull_duration_seconds_count{image_size_in_bytes="0-10MB"} 1',
    "kubelet_pod_start_duration_seconds_sum 9",
    "kubelet_pod_start_duration_seconds_count 1",
    "kubelet_pod_start_sli_duration_seconds_sum 2", // the two starts; neither 5 s for the image nor 2 s of the init container
    "kubelet_pod_start_sli_duration_seconds_count 1",
    "kubelet_pod_start_total_duration_seconds_sum 9",
    "kubelet_pod_start_total_duration_seconds_count 1",
    'kubelet_started_containers_total{container_type="container"} 2',
    'kubelet_started_containers_total{container_type="init_container"} 1',
    "kubelet_started_pods_errors_total 0",
    "kubelet_started_pods_total 1",
    "kubelet_started_user_namespaced_pods_errors_total 0",
    "kubelet_started_user_namespaced_pods_total 0",
  ]);
  const operations = await rows(harness, "kubelet_runtime_operations_total", "kubelet_run_podsandbox_duration_seconds_count", 'kubelet_runtime_operations_duration_seconds_sum{operation_type="start_container"}');
  for (const row of ['kubelet_runtime_operations_total{operation_type="create_container"} 3', 'kubelet_runtime_operations_total{operation_type="start_container"} 3', 'kubelet_runtime_operations_total{operation_type="run_podsandbox"} 1', 'kubelet_run_podsandbox_duration_seconds_count{runtime_handler=""} 1', 'kubelet_runtime_operations_duration_seconds_sum{operation_type="start_container"} 2']) {
    assert.ok(operations.includes(row), `${row} is not among\n${operations.join("\n")}`);
  }
  assert.ok((await rows(harness, 'kubelet_pod_worker_duration_seconds_count{operation_type="create"}')).includes('kubelet_pod_worker_duration_seconds_count{operation_type="create"} 1'));
  await harness.stop();
});

test("kubelet metrics: a container that cannot start is an error by its code, and one by the runtime's operation", async () => {
  const harness = await startKubelet({ script: () => ({ startError: "no such file" }) });
  await harness.create(aPod({ spec: { restartPolicy: "Never" } }));
  await harness.clock.advance(1_000);
  assert.deepEqual(await rows(harness, "kubelet_started_containers", "kubelet_runtime_operations_errors_total"), [
    'kubelet_runtime_operations_errors_total{operation_type="start_container"} 1',
    'kubelet_started_containers_errors_total{code="RunContainerError",container_type="container"} 1',
    'kubelet_started_containers_total{container_type="container"} 1',
  ]);
  await harness.stop();
});

test("kubelet metrics: a container that waits for its volumes has neither started nor failed to", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { containers: [aContainer({ volumeMounts: [{ name: "data", mountPath: "/data" }] })], volumes: [{ name: "data", hostPath: { path: "/missing", type: "Directory" } }] } }));
  await harness.clock.advance(1_000);
  assert.equal(harness.pod("web")?.status?.containerStatuses?.[0]?.state?.waiting?.reason, "ContainerCreating");
  assert.deepEqual(await rows(harness, "kubelet_started_containers"), []);
  await harness.stop();
});

test("kubelet metrics: a pod that was refused counts by the reason, one that was here before is no start", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { containers: [aContainer({ command: ["server"] })] } }));
  await harness.create(aPod({ name: "big", spec: { containers: [aContainer({ resources: { requests: { cpu: "1000" } } })] } }));
  await harness.clock.advance(1_000);
  assert.deepEqual(await rows(harness, "kubelet_admission_rejections_total", "kubelet_pod_start_duration_seconds_count"), ['kubelet_admission_rejections_total{reason="OutOfcpu"} 1', "kubelet_pod_start_duration_seconds_count 1"]);
  await harness.restart();
  await harness.clock.advance(1_000);
  assert.deepEqual(await rows(harness, "kubelet_pod_start_duration_seconds_count", "kubelet_started_pods_total", "kubelet_running_pods"), ["kubelet_running_pods 1", "kubelet_pod_start_duration_seconds_count 0", "kubelet_started_pods_total 0"]);
  await harness.stop();
});

test("kubelet metrics: volumes are counted by plugin, as wanted and as set up", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { containers: [aContainer({ command: ["server"] })], volumes: [{ name: "a", emptyDir: {} }, { name: "b", emptyDir: {} }, { name: "c", downwardAPI: { items: [] } }] } }));
  await harness.clock.advance(1_000);
  assert.deepEqual(await rows(harness, "volume_manager_total_volumes"), ["actual_state_of_world", "desired_state_of_world"].flatMap((state) => [`volume_manager_total_volumes{plugin_name="kubernetes.io/downward-api",state="${state}"} 1`, `volume_manager_total_volumes{plugin_name="kubernetes.io/empty-dir",state="${state}"} 2`]));
  await harness.stop();
});

test("kubelet metrics: the runtime's events count as seen for as long as they are followed", async () => {
  const harness = await startKubelet();
  await harness.clock.advance(600_000);
  const [row = ""] = await rows(harness, "kubelet_pleg_last_seen_seconds");
  assert.equal(Number(row.split(" ")[1]), harness.clock.now() / 1_000);
  assert.deepEqual(await rows(harness, "kubelet_evented_pleg"), ["kubelet_evented_pleg_connection_error_count 0", "kubelet_evented_pleg_connection_success_count 1"]);
  await harness.stop();
});

const sizes: [bytes: number, name: string][] = [[0, "N/A"], [1, "0-10MB"], [10 * 1_024 ** 2, "0-10MB"], [10 * 1_024 ** 2 + 1, "10MB-100MB"], [2 * 1_024 ** 3, "1GB-5GB"], [200 * 1_024 ** 3, "GT100GB"]];
for (const [bytes, name] of sizes) {
  test(`kubelet metrics: an image of ${bytes} bytes is of the class ${name}`, () => {
    const counts = new KubeletCounts();
    counts.imagePulled(3, bytes);
    assert.match(counts.write(), new RegExp(`^kubelet_image_pull_duration_seconds_bucket\\{image_size_in_bytes="${name}",le="5"\\} 1$`, "m"));
  });
}

test("stats summary: what passed the node's interfaces, page faults, and nothing of swap or pressure where there is none", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { containers: [aContainer({ command: ["server"] })] } }));
  await harness.clock.advance(1_000);
  const { node, pods: shown } = JSON.parse(await page(harness, "/stats/summary")) as { node: Record<string, Record<string, unknown>>; pods: Record<string, unknown>[] };
  const counters = { name: "eth0", rxBytes: 1_000, rxErrors: 1, txBytes: 2_000, txErrors: 3 };
  assert.deepEqual(node["network"], { time: formatTime(harness.clock.now()), ...counters, interfaces: [counters] });
  assert.deepEqual([node["memory"]?.["pageFaults"], node["memory"]?.["psi"], node["swap"], node["io"]], [7, undefined, undefined, undefined]);
  assert.deepEqual([shown.length, shown[0]?.["network"]], [1, undefined]); // simulated containers have no network
  assert.equal("network" in (JSON.parse(String((await harness.kubelet.api.page("/stats/summary", new URLSearchParams("only_cpu_and_memory=true"))).body)) as { node: object }).node, false);
  await harness.stop();
});

test("resource metrics: a runtime that does not answer is an error of the scrape, a container that has just gone is none", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { containers: [aContainer({ command: ["server"] })] } }));
  await harness.clock.advance(1_000);
  const scrapeError = async (): Promise<string | undefined> => /^resource_scrape_error (\d)$/m.exec(await page(harness, "/metrics/resource"))?.[1];
  const { containerStats } = harness.runtime;
  assert.equal(await scrapeError(), "0");
  for (const [code, expected] of [["NotFound", "0"], ["Unavailable", "1"]] as const) {
    harness.runtime.containerStats = () => Promise.reject(new RuntimeError(code, "no answer"));
    assert.equal(await scrapeError(), expected, code);
  }
  harness.runtime.containerStats = containerStats;
  assert.equal(await scrapeError(), "0");
  await harness.stop();
});

test("kubelet metrics: a resize that will never fit is pending as infeasible", async () => {
  const harness = await startKubelet();
  const client = new Client(harness.cluster.transport);
  await harness.create(aPod({ spec: { containers: [aContainer({ command: ["server"], resources: { requests: { cpu: "1" } } })] } }));
  await harness.clock.advance(1_000);
  await client.patch(pods, { namespace: "default", name: "web" }, { type: "application/merge-patch+json", body: { spec: { containers: [aContainer({ command: ["server"], resources: { requests: { cpu: "1000" } } })] } } });
  await harness.clock.advance(1_000);
  assert.deepEqual(await rows(harness, "kubelet_pod_pending_resizes", "kubelet_pod_in_progress"), ["kubelet_pod_in_progress_resizes 0", 'kubelet_pod_pending_resizes{reason="deferred"} 0', 'kubelet_pod_pending_resizes{reason="infeasible"} 1']);
  await harness.stop();
});

test("cadvisor metrics: the machine is the container /, in the same families as containers", async () => {
  const harness = await startKubelet({ script: () => ({ stats: { cpuMillicores: 500, memoryBytes: 1_000 } }) });
  await harness.create(aPod());
  await harness.clock.advance(2_000);
  const text = await page(harness, "/metrics/cadvisor");
  const at = harness.clock.now();
  assert.equal(text.match(/^# TYPE container_memory_working_set_bytes gauge$/gm)?.length, 1);
  assert.match(text, new RegExp(`^container_memory_working_set_bytes\\{container="",id="/",image="",name="",namespace="",pod=""\\} [\\d.e+]+ ${at}\ncontainer_memory_working_set_bytes\\{container="main",.*pod="web"\\} 1000 ${at}$`, "m"));
  assert.match(text, new RegExp(`^container_cpu_usage_seconds_total\\{container="main",cpu="total",.*\\} 1 ${at}$`, "m"));
  assert.match(text, new RegExp(`^container_network_receive_bytes_total\\{container="",id="/",image="",interface="eth0",name="",namespace="",pod=""\\} 1000 ${at}$`, "m"));
  await harness.stop();
});
