import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { createPod, podThat } from "./support.ts";

let cluster: TestCluster;
let node: string;
let port: number;
before(async () => {
  cluster = await testCluster({ name: "nodeapi", images: ["busybox"] });
  await createPod(cluster, "web", { command: ["sh", "-c", "echo hello; exec sleep 3600"] });
  await podThat(cluster, "web", (pod) => pod.status?.phase === "Running");
  node = await cluster.kubectl("get", "node", "-o", "jsonpath={.items[0].metadata.name}");
  port = Number(await cluster.kubectl("get", "node", "-o", "jsonpath={.items[0].status.daemonEndpoints.kubeletEndpoint.Port}"));
});
after(() => cluster.dispose());

const pages: { path: string; answers: RegExp }[] = [
  { path: "/healthz", answers: /^ok$/ },
  { path: "/pods", answers: /"kind":"PodList".*"name":"web"/ },
  { path: "/stats/summary", answers: /"nodeName":.*"podRef":\{"name":"web","namespace":"default".*"workingSetBytes":\d+/ },
  { path: "/metrics/resource", answers: /^container_cpu_usage_seconds_total\{container="main",namespace="default",pod="web"\} [\d.e-]+ \d+$[\s\S]*^node_memory_working_set_bytes \d+ \d+$/m },
  { path: "/containerLogs/default/web/main", answers: /^hello\n$/ },
];

for (const { path, answers } of pages) {
  test(`the node proxy shows ${path}`, async () => assert.match(await cluster.kubectl("get", "--raw", `/api/v1/nodes/${node}/proxy${path}`), answers));
}

function get(path: string, token?: string): Promise<{ status: number; body: string }> {
  const ca = readFileSync(join(cluster.dataDir, "pki", "ca.crt"));
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, ca, servername: node, agent: false, ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }) }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("at its own port the kubelet answers nobody whom it does not know", async () => {
  assert.equal((await get("/metrics/resource")).status, 401);
  assert.equal((await get("/metrics/resource", "made-up")).status, 401);
});

test("a service account sees what it was granted, and nothing else", async () => {
  const token = (await cluster.kubectl("create", "token", "default")).trim();
  assert.deepEqual(await get("/metrics/resource", token), { status: 403, body: "Forbidden (user=system:serviceaccount:default:default, verb=get, resource=nodes, subresource(s)=[metrics])\n" });
  await cluster.kubectl("create", "clusterrole", "scraper", "--verb=get", "--resource=nodes/metrics");
  await cluster.kubectl("create", "clusterrolebinding", "scraper", "--clusterrole=scraper", "--serviceaccount=default:default");
  const { status, body } = await get("/metrics/resource", token);
  assert.equal(status, 200);
  assert.match(body, /pod_memory_working_set_bytes\{namespace="default",pod="web"\} \d+/);
  assert.equal((await get("/pods", token)).status, 403);
});
