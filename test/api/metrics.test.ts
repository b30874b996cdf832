import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { type ExposedFamily, readExposition, valueOf } from "../support/exposition.ts";
import { untilItHolds } from "../support/until.ts";

let cluster: TestCluster;
let api: RawApi;
let node: string;

const job = (name: string, command: string, spec = ""): string => `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"${name}"},"spec":{${spec}"backoffLimit":0,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"busybox","imagePullPolicy":"Never","command":["sh","-c","${command}"]}]}}}}`;
const server = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"server"},"spec":{"containers":[{"name":"main","image":"busybox","imagePullPolicy":"Never","command":["sh","-c","echo ok > /tmp/ok; exec httpd -f -p 8080 -h /tmp"],"readinessProbe":{"httpGet":{"port":8080,"path":"/ok"},"periodSeconds":1}}]}}';

before(async () => {
  cluster = await testCluster({ name: "metrics", images: ["busybox"] });
  api = RawApi.connect(cluster.kubeconfig);
  node = await cluster.kubectl("get", "node", "-o", "jsonpath={.items[0].metadata.name}");
  for (const body of [job("good", "exit 0", '"completions":2,"parallelism":2,'), job("bad", "exit 1"), server]) assert.equal((await cluster.tryKubectl(["apply", "-f", "-"], { input: body })).code, 0);
  await cluster.kubectl("wait", "--for=condition=complete", "--timeout=110s", "job/good");
  await cluster.kubectl("wait", "--for=condition=failed", "--timeout=110s", "job/bad");
  await cluster.kubectl("wait", "--for=condition=ready", "--timeout=110s", "pod/server");
});
after(async () => {
  api.close();
  await cluster.dispose();
});

/** What is counted shows a moment after the API has told of it, and some of it is measured at intervals. */
const tells = (sentence: string, check: () => Promise<void>) => test(sentence, () => untilItHolds(check));

const controlPlane = (): Promise<ReadonlyMap<string, ExposedFamily>> => cluster.kubectl("get", "--raw", "/metrics").then(readExposition);
const ofNode = (page: string): Promise<ReadonlyMap<string, ExposedFamily>> => cluster.kubectl("get", "--raw", `/api/v1/nodes/${node}/proxy/metrics${page}`).then(readExposition);
/** `type [STABILITY] label,label` of each family, as its first series has them. */
const shapeOf = (families: ReadonlyMap<string, ExposedFamily>, name: string): string => {
  const family = families.get(name);
  return `${family?.type} ${/^\[\w+\]/.exec(family?.help ?? "")?.[0]} ${Object.keys(family?.samples[0]?.labels ?? {}).filter((label) => label !== "le").join(",")}`;
};

const shapes: Readonly<Record<string, string>> = {
  apiserver_request_total: "counter [STABLE] code,component,dry_run,group,resource,scope,subresource,verb,version",
  apiserver_request_duration_seconds: "histogram [STABLE] component,dry_run,group,resource,scope,subresource,verb,version",
  apiserver_current_inflight_requests: "gauge [STABLE] request_kind",
  apiserver_longrunning_requests: "gauge [STABLE] component,group,resource,scope,subresource,verb,version",
  kubernetes_build_info: "gauge [BETA] build_date,compiler,git_commit,git_tree_state,git_version,go_version,major,minor,platform",
  job_controller_job_sync_duration_seconds: "histogram [STABLE] action,completion_mode,result",
  job_controller_job_syncs_total: "counter [STABLE] action,completion_mode,result",
  job_controller_jobs_finished_total: "counter [STABLE] completion_mode,reason,result",
  job_controller_job_pods_finished_total: "counter [STABLE] completion_mode,result",
  job_controller_job_pods_creation_total: "counter [ALPHA] reason,status",
  job_controller_terminated_pods_tracking_finalizer_total: "counter [ALPHA] event",
  node_collector_zone_size: "gauge [ALPHA] zone",
  node_collector_update_node_health_duration_seconds: "histogram [ALPHA] ",
  root_ca_cert_publisher_sync_total: "counter [ALPHA] code",
  taint_eviction_controller_pod_deletions_total: "counter [ALPHA] ",
  ttl_after_finished_controller_job_deletion_duration_seconds: "histogram [ALPHA] ",
  workqueue_adds_total: "counter [BETA] name",
  workqueue_depth: "gauge [BETA] name",
  workqueue_longest_running_processor_seconds: "gauge [BETA] name",
  workqueue_queue_duration_seconds: "histogram [BETA] name",
  workqueue_unfinished_work_seconds: "gauge [BETA] name",
  workqueue_work_duration_seconds: "histogram [BETA] name",
  scheduler_schedule_attempts_total: "counter [STABLE] profile,result",
  scheduler_scheduling_attempt_duration_seconds: "histogram [STABLE] profile,result",
  scheduler_framework_extension_point_duration_seconds: "histogram [STABLE] extension_point,profile,status",
  scheduler_pod_scheduling_attempts: "histogram [STABLE] ",
  scheduler_pod_scheduling_sli_duration_seconds: "histogram [BETA] attempts",
  scheduler_pending_pods: "gauge [STABLE] queue",
  scheduler_queue_incoming_pods_total: "counter [STABLE] event,queue",
};

tells("/metrics has the metrics of every component, each of upstream's type, stability and labels", async () => {
  const families = await controlPlane();
  assert.deepEqual(Object.fromEntries(Object.keys(shapes).map((name) => [name, shapeOf(families, name)])), shapes);
});

tells("/metrics counts what the Jobs did", async () => {
  const families = await controlPlane();
  const rows: [name: string, labels: Record<string, string>, value: number][] = [
    ["job_controller_jobs_finished_total", { result: "succeeded", reason: "CompletionsReached" }, 1],
    ["job_controller_jobs_finished_total", { result: "failed", reason: "BackoffLimitExceeded" }, 1],
    ["job_controller_job_pods_finished_total", { result: "succeeded" }, 2],
    ["job_controller_job_pods_finished_total", { result: "failed" }, 1],
    ["job_controller_job_pods_creation_total", { reason: "new", status: "succeeded" }, 3],
    ["scheduler_schedule_attempts_total", { result: "scheduled" }, 4],
    ["scheduler_pod_scheduling_attempts_count", {}, 4],
    ["scheduler_pending_pods", { queue: "active" }, 0],
    ["scheduler_cache_size", { type: "nodes" }, 1],
    ["node_collector_zone_health", {}, 100],
  ];
  assert.deepEqual(rows.map(([name, labels]) => [name, labels, valueOf(families, name, labels)]), rows);
  assert.ok((valueOf(families, "workqueue_adds_total", { name: "job" }) ?? 0) >= 2);
});

test("/metrics is text whatever is asked for, and what a client makes up cannot break it", async () => {
  for (const accept of ["*/*", "application/openmetrics-text; version=1.0.0", "text/plain;version=0.0.4"]) {
    const { code, headers } = await api.send("GET", "/metrics", { headers: { accept } });
    assert.deepEqual([code, headers["content-type"]], [200, "text/plain; version=0.0.4; charset=utf-8"], accept);
  }
  await api.get('/api/v1/namespaces/default/pods/web/ev"il%22%0A');
  await api.get("/apis/no%22such/v1/things%0A");
  await controlPlane();
});

tells("the kubelet tells of pods, containers and what its runtime did", async () => {
  const families = await ofNode("");
  const rows: [name: string, labels: Record<string, string>, value: number][] = [
    ["kubelet_started_pods_total", {}, 4],
    ["kubelet_started_containers_total", { container_type: "container" }, 4],
    ["kubelet_runtime_operations_total", { operation_type: "run_podsandbox" }, 4],
    ["kubelet_runtime_operations_total", { operation_type: "start_container" }, 4],
    ["kubelet_run_podsandbox_duration_seconds_count", { runtime_handler: "" }, 4],
    ["kubelet_running_pods", {}, 1],
    ["kubelet_pod_start_sli_duration_seconds_count", {}, 1], // pods of Jobs may end before anybody sees them run
  ];
  const told = rows.map(([name, labels]) => [name, labels, valueOf(families, name, labels)] as const);
  assert.deepEqual(told.filter(([name]) => name !== "kubelet_pod_start_sli_duration_seconds_count"), rows.slice(0, -1));
  assert.ok((told.at(-1)?.[2] ?? 0) >= 1);
  assert.deepEqual(["kubelet_pod_worker_duration_seconds", "kubelet_runtime_operations_duration_seconds", "volume_manager_total_volumes", "kubelet_pleg_last_seen_seconds"].map((name) => shapeOf(families, name)), ["histogram [ALPHA] operation_type", "histogram [ALPHA] operation_type", "gauge [ALPHA] plugin_name,state", "gauge [ALPHA] "]);
});

tells("/metrics/probes tells how probes went and how long they took", async () => {
  const families = await ofNode("/probes");
  const labels = { container: "main", namespace: "default", pod: "server", probe_type: "Readiness" };
  assert.ok((valueOf(families, "prober_probe_total", { ...labels, result: "successful" }) ?? 0) >= 1);
  assert.equal(shapeOf(families, "prober_probe_total"), "counter [BETA] container,namespace,pod,pod_uid,probe_type,result");
  assert.equal(shapeOf(families, "prober_probe_duration_seconds"), "histogram [ALPHA] container,namespace,pod,probe_type");
});

tells("/metrics/cadvisor tells of a container's memory and processor, and of its pod's interface", async () => {
  const families = await ofNode("/cadvisor");
  const container = { container: "main", namespace: "default", pod: "server" };
  for (const name of ["container_cpu_usage_seconds_total", "container_cpu_user_seconds_total", "container_memory_working_set_bytes", "container_memory_rss", "container_memory_failures_total", "container_oom_events_total"]) assert.notEqual(valueOf(families, name, container), undefined, name);
  const pod = { container: "", interface: "eth0", namespace: "default", pod: "server" };
  for (const name of ["container_network_receive_bytes_total", "container_network_transmit_bytes_total", "container_network_receive_packets_total"]) assert.ok((valueOf(families, name, pod) ?? 0) > 0, name); // its probe came that way
  assert.equal(valueOf(families, "container_network_receive_errors_total", pod), 0);
  for (const name of ["container_cpu_usage_seconds_total", "container_memory_working_set_bytes", "container_memory_rss"]) assert.ok((valueOf(families, name, { id: "/" }) ?? 0) > 0, name);
});

tells("/metrics/resource tells what metrics-server asks for", async () => {
  const families = await ofNode("/resource");
  const shapesOfResource = ["container_cpu_usage_seconds_total", "container_memory_working_set_bytes", "container_start_time_seconds", "node_cpu_usage_seconds_total", "node_memory_working_set_bytes", "pod_cpu_usage_seconds_total", "pod_memory_working_set_bytes", "resource_scrape_error"].map((name) => shapeOf(families, name));
  const ofContainer = "container,namespace,pod";
  assert.deepEqual(shapesOfResource, [`counter [STABLE] ${ofContainer}`, `gauge [STABLE] ${ofContainer}`, `gauge [STABLE] ${ofContainer}`, "counter [STABLE] ", "gauge [STABLE] ", "counter [STABLE] namespace,pod", "gauge [STABLE] namespace,pod", "gauge [STABLE] "]);
});

interface NetworkStats {
  readonly name: string;
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly rxErrors: number;
  readonly txErrors: number;
  readonly interfaces: readonly { readonly name: string }[];
}

tells("/stats/summary tells what passed the interfaces of the node and of the pod", async () => {
  const summary = JSON.parse(await cluster.kubectl("get", "--raw", `/api/v1/nodes/${node}/proxy/stats/summary`)) as { node: { network: NetworkStats; cpu: { psi?: { some: { total: number } } } }; pods: { podRef: { name: string }; network?: NetworkStats; containers: { memory: { rssBytes?: number } }[] }[] };
  const pod = summary.pods.find(({ podRef }) => podRef.name === "server");
  assert.deepEqual([pod?.network?.name, pod?.network?.rxErrors, pod?.network?.interfaces.map(({ name }) => name)], ["eth0", 0, ["eth0"]]);
  assert.ok((pod?.network?.rxBytes ?? 0) > 0 && (pod?.network?.txBytes ?? 0) > 0, JSON.stringify(pod?.network));
  assert.ok((pod?.containers[0]?.memory.rssBytes ?? 0) > 0);
  assert.equal((summary.node.cpu.psi?.some.total ?? 0) > 0, existsSync("/proc/pressure/cpu"));
  assert.ok(summary.node.network.interfaces.every(({ name }) => name !== "lo" && !name.startsWith("wv")), JSON.stringify(summary.node.network));
});
