import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { createPod, eventually, podThat } from "./support.ts";

let cluster: TestCluster;
let node: string;
let port: number;
before(async () => {
  cluster = await testCluster({ name: "nodeapi", images: ["busybox"] });
  await createPod(cluster, "web", {
    command: ["sh", "-c", "echo hello; dd if=/dev/zero of=/data/file bs=1024 count=64 2>/dev/null; echo there > /data/word; httpd -p 8080 -h /data; exec cat"],
    stdin: true,
    readinessProbe: { exec: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/word"] }, periodSeconds: 1, timeoutSeconds: 30 },
    volumeMounts: [{ name: "data", mountPath: "/data" }],
    spec: { volumes: [{ name: "data", emptyDir: {} }] },
  });
  await podThat(cluster, "web", (pod) => pod.status?.containerStatuses?.[0]?.ready === true);
  node = await cluster.kubectl("get", "node", "-o", "jsonpath={.items[0].metadata.name}");
  port = Number(await cluster.kubectl("get", "node", "-o", "jsonpath={.items[0].status.daemonEndpoints.kubeletEndpoint.Port}"));
});
after(() => cluster.dispose());

const pages: { path: string; answers: RegExp }[] = [
  { path: "/healthz", answers: /^ok$/ },
  { path: "/healthz/syncloop", answers: /^ok$/ },
  { path: "/healthz?verbose", answers: /^\[\+\]ping ok\n\[\+\]log ok\n\[\+\]syncloop ok\nhealthz check passed\n$/ },
  { path: "/pods", answers: /"kind":"PodList".*"name":"web".*"kubernetes\.io\/config\.source":"api".*"phase":"Running"/ },
  { path: "/runningpods/", answers: /"kind":"PodList".*"name":"web".*"containers":\[\{"name":"main"/ },
  { path: "/configz", answers: /^\{"kubeletconfig":\{"kind":"KubeletConfiguration","apiVersion":"kubelet\.config\.k8s\.io\/v1beta1","staticPodPath":"[^"]+\/manifests".*"maxPods":110,.*"evictionHard":\{"memory\.available":"100Mi"/ },
  { path: "/stats/summary", answers: /"nodeName":.*"podRef":\{"name":"web","namespace":"default".*"workingSetBytes":\d+.*"logs":\{.*"usedBytes":[1-9]\d*.*"volume":\[\{.*"usedBytes":[1-9]\d*,.*"name":"data"\}\]/ },
  { path: "/stats/summary?only_cpu_and_memory=true", answers: /^(?!.*"volume").*"podRef":\{"name":"web"/ },
  { path: "/metrics", answers: /^kubelet_node_name\{node="[^"]+"\} 1$[\s\S]*^kubelet_running_containers\{container_state="running"\} 1$[\s\S]*^kubelet_running_pods 1$/m },
  { path: "/metrics/cadvisor", answers: /^container_cpu_usage_seconds_total\{container="main",cpu="total",id="\w+",image="[^"]*",name="\w+",namespace="default",pod="web"\} [\d.e-]+ \d+$[\s\S]*^machine_cpu_cores\{.*\} \d+$/m },
  { path: "/metrics/probes", answers: /^prober_probe_total\{container="main",namespace="default",pod="web",pod_uid="[^"]+",probe_type="Readiness",result="successful"\} [1-9]\d*$/m },
  { path: "/metrics/resource", answers: /^container_cpu_usage_seconds_total\{container="main",namespace="default",pod="web"\} [\d.e-]+ \d+$[\s\S]*^node_memory_working_set_bytes [\d.e+]+ \d+$/m },
  { path: "/metrics/slis", answers: /^kubernetes_healthcheck\{name="ping",type="healthz"\} 1$[\s\S]*^kubernetes_healthchecks_total\{name="syncloop",status="success",type="healthz"\} [1-9]\d*$/m },
  { path: "/containerLogs/default/web/main", answers: /^hello\n$/ },
  { path: "/containerLogs/default/web/main?tailLines=0", answers: /^$/ },
  { path: "/logs/", answers: /^<pre>\n[\s\S]*<a href="pods\/">pods\/<\/a>\n<a href="wherry\.log">wherry\.log<\/a>\n<\/pre>\n$/ },
  { path: "/logs/wherry.log", answers: /node is ready/ },
];

for (const { path, answers } of pages) {
  test(`the node proxy shows ${path}`, async () => assert.match(await cluster.kubectl("get", "--raw", `/api/v1/nodes/${node}/proxy${path}`), answers));
}

interface Sent {
  readonly token?: string;
  readonly method?: string;
  /** Shows the administrator's client certificate. */
  readonly admin?: boolean;
}

function send(path: string, { token, method = "GET", admin = false }: Sent = {}): Promise<{ status: number; body: string }> {
  const file = (name: string): Buffer => readFileSync(join(cluster.dataDir, "pki", name));
  const certificate = admin ? { cert: file("admin.crt"), key: file("admin.key") } : {};
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, ca: file("ca.crt"), ...certificate, servername: node, agent: false, ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }) }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

const get = (path: string, token?: string): Promise<{ status: number; body: string }> => send(path, token === undefined ? {} : { token });

test("at its own port the kubelet answers nobody whom it does not know", async () => {
  assert.equal((await get("/metrics/resource")).status, 401);
  assert.equal((await get("/metrics/resource", "made-up")).status, 401);
});

test("a service account sees what it was granted, and nothing else", async () => {
  const token = (await cluster.kubectl("create", "token", "default")).trim();
  assert.deepEqual(await get("/metrics/resource", token), { status: 403, body: "Forbidden (user=system:serviceaccount:default:default, verb=get, resource=nodes, subresource(s)=[metrics])\n" });
  await cluster.kubectl("create", "clusterrole", "scraper", "--verb=get", "--resource=nodes/metrics");
  await cluster.kubectl("create", "clusterrolebinding", "scraper", "--clusterrole=scraper", "--serviceaccount=default:default");
  const { body } = await eventually("what was granted", () => get("/metrics/resource", token), ({ status }) => status === 200);
  assert.match(body, /pod_memory_working_set_bytes\{namespace="default",pod="web"\} \d+/);
  assert.equal((await get("/pods", token)).status, 403);
});

const codes: { name: string; path: string; method?: string; status: number; says?: RegExp }[] = [
  { name: "a page that is none", path: "/nothing", status: 404, says: /the kubelet has no page \/nothing/ },
  { name: "a metrics page that is none", path: "/metrics/nothing", status: 404 },
  { name: "a health check that is none", path: "/healthz/nothing", status: 404 },
  { name: "a pod that is not here", path: "/containerLogs/default/other/main", status: 404, says: /pod "other_default" does not exist/ },
  { name: "a container that is not in the pod", path: "/containerLogs/default/web/other", status: 400, says: /container other is not valid for pod web/ },
  { name: "a number that is none", path: "/containerLogs/default/web/main?tailLines=x", status: 400, says: /Unable to decode query/ },
  { name: "a number that is too small", path: "/containerLogs/default/web/main?limitBytes=0", status: 400, says: /Invalid request/ },
  { name: "a file that is not there", path: "/logs/nothing.log", status: 404 },
  { name: "a file outside of the folder", path: "/logs/%2e%2e/kubeconfig", status: 404 },
  { name: "a page that is written to", path: "/pods", method: "POST", status: 405 },
  { name: "exec without an upgrade", path: "/exec/default/web/main?command=true", method: "POST", status: 400, says: /Upgrade request required/ },
  { name: "an escape that is none", path: "/%zz", status: 400 },
];
for (const { name, path, method, status, says } of codes) {
  test(`${name} is answered with ${status}`, async () => {
    const answer = await send(path, { admin: true, method });
    assert.equal(answer.status, status, answer.body);
    if (says !== undefined) assert.match(answer.body, says);
  });
}

test("nodes/proxy lets in where a finer permission would, and a finer one alone is enough as well", async () => {
  await cluster.kubectl("create", "serviceaccount", "fine");
  await cluster.kubectl("create", "serviceaccount", "coarse");
  await cluster.kubectl("create", "clusterrole", "fine", "--verb=get", "--resource=nodes/pods,nodes/healthz,nodes/configz,nodes/log,nodes/stats");
  await cluster.kubectl("create", "clusterrole", "coarse", "--verb=get", "--resource=nodes/proxy");
  for (const name of ["fine", "coarse"]) await cluster.kubectl("create", "clusterrolebinding", name, `--clusterrole=${name}`, `--serviceaccount=default:${name}`);
  const statuses = async (name: string): Promise<number[]> => {
    const token = (await cluster.kubectl("create", "token", name)).trim();
    return Promise.all(["/pods", "/healthz", "/configz", "/logs/", "/stats/summary", "/containerLogs/default/web/main"].map(async (path) => (await get(path, token)).status));
  };
  for (const [name, expected] of [["fine", [200, 200, 200, 200, 200, 403]], ["coarse", [200, 200, 200, 403, 403, 200]]] as const) {
    await eventually("what was granted", () => statuses(name), ([pods]) => pods === 200);
    assert.deepEqual(await statuses(name), expected);
  }
  const token = (await cluster.kubectl("create", "token", "coarse")).trim();
  const run = await send("/run/default/web/main?cmd=true", { token, method: "POST" });
  assert.deepEqual([run.status, run.body], [403, "Forbidden (user=system:serviceaccount:default:coarse, verb=create, resource=nodes, subresource(s)=[proxy])\n"]);
  const stream = await openSocket("/exec/default/web/main?command=true&output=1", { token });
  assert.equal(stream.status, 403);
});

test("a command is run at /run and answered with what it printed", async () => {
  assert.deepEqual(await send("/run/default/web/main?cmd=cat%20/data/word", { admin: true, method: "POST" }), { status: 200, body: "there\n" });
  const failed = await send("/run/default/web/main?cmd=cat%20/nothing", { admin: true, method: "POST" });
  assert.equal(failed.status, 500);
  assert.match(failed.body, /command 'cat \/nothing' exited with 1: cat: can't open '\/nothing'/);
});

interface Opened {
  readonly status: number;
  readonly socket?: WebSocket;
  /** What came on each channel so far. */
  readonly read: Record<number, string>;
}

/** Opens a WebSocket as `token` or the administrator. */
function openSocket(path: string, { token, protocol = "v5.channel.k8s.io" }: { readonly token?: string; readonly protocol?: string } = {}): Promise<Opened> {
  const file = (name: string): Buffer => readFileSync(join(cluster.dataDir, "pki", name));
  const agent = new Agent({ ca: file("ca.crt"), servername: node, ...(token === undefined ? { cert: file("admin.crt"), key: file("admin.key") } : {}) });
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve) => {
    const read: Record<number, string> = {};
    const socket = new WebSocket(`wss://127.0.0.1:${port}${path}`, [protocol], { agent, headers });
    socket.on("unexpected-response", (_request, response) => resolve({ status: response.statusCode ?? 0, read }));
    // From the start: the first words may come together with the answer.
    socket.on("message", (data: Buffer) => {
      const channel = data[0] ?? 0;
      read[channel] = (read[channel] ?? "") + data.subarray(1).toString("latin1");
    });
    socket.on("open", () => resolve({ status: 101, socket, read }));
    socket.on("error", () => undefined);
  });
}

/** What comes on each channel until the socket closes or `enough` is on one of them. */
async function channels({ socket, read, status }: Opened, enough?: RegExp): Promise<Record<number, string>> {
  assert.ok(socket !== undefined, `answered with ${status}`);
  await eventually("all that was to come", () => read, () => socket.readyState === WebSocket.CLOSED || Object.values(read).some((text) => enough?.test(text)));
  socket.close();
  return read;
}

test("exec works at the kubelet's own port over WebSocket", async () => {
  const { 1: stdout, 3: end = "" } = await channels(await openSocket("/exec/default/web/main?command=cat&command=/data/word&output=1&error=1"));
  assert.deepEqual([stdout, (JSON.parse(end) as { status: string }).status], ["there\n", "Success"]);
});

test("so does attach", async () => {
  const opened = await openSocket("/attach/default/web/main?input=1&output=1");
  opened.socket?.send(Buffer.from("\u0000again\n"));
  assert.equal((await channels(opened, /again\n/))[1], "again\n");
});

test("so does port-forward", async () => {
  const opened = await openSocket("/portForward/default/web?port=8080", { protocol: "v4.channel.k8s.io" });
  opened.socket?.send(Buffer.from("\u0000GET /word HTTP/1.0\r\n\r\n"));
  assert.match((await channels(opened, /there\n$/))[0] ?? "", /^..HTTP\/1\.[01] 200 OK[\s\S]*there\n$/s);
});

test("a stream of a pod that is not there is answered with 404", async () => {
  assert.equal((await openSocket("/exec/default/nobody/main?command=true&output=1")).status, 404);
});
