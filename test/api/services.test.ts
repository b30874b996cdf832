import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiAnswer, RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

const services = "/api/v1/namespaces/default/services";
const addresses = "/apis/networking.k8s.io/v1/ipaddresses";

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "svcapi" });
  api = RawApi.connect(cluster.kubeconfig);
});

after(async () => {
  api.close();
  await cluster.dispose();
});

const make = (name: string, spec: object): Promise<ApiAnswer> => api.post(services, { metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });
const taken = async (): Promise<string[]> => (await api.get(addresses)).at("items.*.metadata.name") as string[];

test("a Service gets an address of the cluster's range, and an IPAddress says whose it is", async () => {
  const made = await make("plain", { selector: { app: "web" } });
  const address = String(made.at("spec.clusterIP"));
  assert.match(address, /^10\.96\./);
  assert.deepEqual([made.at("spec.clusterIPs"), made.at("spec.ipFamilies"), made.at("spec.ipFamilyPolicy")], [[address], ["IPv4"], "SingleStack"]);
  const record = await api.get(`${addresses}/${address}`);
  assert.deepEqual(record.at("spec.parentRef"), { resource: "services", namespace: "default", name: "plain" });
  assert.deepEqual(record.at("metadata.labels"), { "ipaddress.kubernetes.io/ip-family": "IPv4", "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io" });
});

test("default/kubernetes holds the first address of the range", async () => {
  assert.equal((await api.get(`${services}/kubernetes`)).at("spec.clusterIP"), "10.96.0.1");
  assert.equal((await api.get(`${addresses}/10.96.0.1`)).at("spec.parentRef.name"), "kubernetes");
});

const families: { name: string; spec: object; is: readonly unknown[] }[] = [
  { name: "headless with a selector", spec: { clusterIP: "None", selector: { a: "b" } }, is: ["None", ["IPv4"], "SingleStack"] },
  { name: "headless without a selector", spec: { clusterIP: "None" }, is: ["None", ["IPv4", "IPv6"], "RequireDualStack"] },
  { name: "two families preferred", spec: { ipFamilyPolicy: "PreferDualStack", clusterIP: "10.96.0.20" }, is: ["10.96.0.20", ["IPv4"], "PreferDualStack"] },
  { name: "an ExternalName", spec: { type: "ExternalName", externalName: "example.com", ports: [] }, is: [undefined, undefined, undefined] },
];

for (const [index, { name, spec, is }] of families.entries()) {
  test(`addresses and families: ${name}`, async () => {
    const made = await make(`family-${index}`, spec);
    assert.equal(made.code, 201, made.text);
    assert.deepEqual([made.at("spec.clusterIP"), made.at("spec.ipFamilies"), made.at("spec.ipFamilyPolicy")], is);
  });
}

const refused: { name: string; spec: object; field: string; message: string }[] = [
  { name: "an address that another has", spec: { clusterIP: "10.96.0.1" }, field: "spec.clusterIPs", message: 'Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated' },
  { name: "an address outside the range", spec: { clusterIP: "10.1.2.3" }, field: "spec.clusterIPs", message: 'Invalid value: ["10.1.2.3"]: failed to allocate IP 10.1.2.3: the provided network does not match the current range' },
  { name: "two families required", spec: { ipFamilyPolicy: "RequireDualStack" }, field: "spec.ipFamilyPolicy", message: 'Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services' },
  { name: "IPv6", spec: { ipFamilies: ["IPv6"] }, field: "spec.ipFamilies[0]", message: 'Invalid value: "IPv6": not configured on this cluster' },
  { name: "a node port outside the range", spec: { type: "NodePort", ports: [{ port: 80, nodePort: 80 }] }, field: "spec.ports[0].nodePort", message: "Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767" },
];

for (const { name, spec, field, message } of refused) {
  test(`a Service is refused and takes nothing: ${name}`, async () => {
    const before = await taken();
    const answer = await make("refused", spec);
    assert.deepEqual([answer.code, answer.at("details.causes.0.field"), answer.at("details.causes.0.message")], [422, field, message]);
    assert.deepEqual(await taken(), before);
  });
}

test("node ports: one for one port of two protocols, the wanted one where it is free, and none twice", async () => {
  const made = await make("dns", { type: "NodePort", ports: [{ name: "tcp", port: 53 }, { name: "udp", port: 53, protocol: "UDP" }, { name: "web", port: 80, nodePort: 30_007 }] });
  const [tcp, udp, web] = made.at("spec.ports.*.nodePort") as number[];
  assert.deepEqual([tcp === udp, web], [true, 30_007]);
  assert.equal((tcp ?? 0) >= 30_086 && (tcp ?? 0) <= 32_767, true, `${tcp} is from the band for ports that nobody chose`);
  const again = await make("late", { type: "NodePort", ports: [{ port: 80, nodePort: 30_007 }] });
  assert.deepEqual([again.code, again.at("details.causes.0.message")], [422, "Invalid value: 30007: provided port is already allocated"]);
});

test("an update keeps what a Service was given, whatever the client leaves out", async () => {
  const made = await make("updated", { type: "NodePort" });
  const put = await api.put(`${services}/updated`, { metadata: { name: "updated", labels: { a: "b" } }, spec: { type: "NodePort", ports: [{ port: 80 }] } });
  assert.equal(put.code, 200, put.text);
  assert.deepEqual([put.at("spec.clusterIP"), put.at("spec.ports.0.nodePort")], [made.at("spec.clusterIP"), made.at("spec.ports.0.nodePort")]);
});

test("a change of type takes and gives back", async () => {
  const made = await make("shifting", { type: "NodePort", ports: [{ port: 80, nodePort: 30_010 }] });
  const address = String(made.at("spec.clusterIP"));
  assert.equal((await api.patch(`${services}/shifting`, { spec: { type: "ClusterIP" } })).at("spec.ports.0.nodePort"), undefined);
  assert.equal((await make("takes-over", { type: "NodePort", ports: [{ port: 80, nodePort: 30_010 }] })).code, 201);
  const named = await api.patch(`${services}/shifting`, { spec: { type: "ExternalName", externalName: "example.com", clusterIP: null } });
  assert.deepEqual([named.code, named.at("spec.clusterIP"), (await taken()).includes(address)], [200, undefined, false]);
  const back = await api.patch(`${services}/shifting`, { spec: { type: "ClusterIP", externalName: null } });
  assert.match(String(back.at("spec.clusterIP")), /^10\.96\./);
});

test("a load balancer's health check has a node port of its own", async () => {
  const made = await make("balanced", { type: "LoadBalancer", externalTrafficPolicy: "Local" });
  const [health, port] = [Number(made.at("spec.healthCheckNodePort")), Number(made.at("spec.ports.0.nodePort"))];
  assert.deepEqual([health >= 30_000 && health <= 32_767, health !== port], [true, true]);
  assert.equal((await make("bare", { type: "LoadBalancer", allocateLoadBalancerNodePorts: false })).at("spec.ports.0.nodePort"), undefined);
});

test("a hundred Services at once have a hundred addresses and node ports; deleted, they have none", async () => {
  const before = await taken();
  const made = await Promise.all(Array.from({ length: 100 }, (_, index) => make(`crowd-${index}`, { type: "NodePort" })));
  assert.equal(new Set(made.map((answer) => answer.at("spec.clusterIP"))).size, 100);
  assert.equal(new Set(made.map((answer) => answer.at("spec.ports.0.nodePort"))).size, 100);
  await Promise.all(made.map((answer) => api.delete(`${services}/${String(answer.at("metadata.name"))}`)));
  assert.deepEqual(await taken(), before);
});

test("of many who want one address exactly one gets it", async () => {
  const made = await Promise.all(Array.from({ length: 10 }, (_, index) => make(`rival-${index}`, { clusterIP: "10.96.0.99" })));
  assert.deepEqual(made.map(({ code }) => code).sort(), [201, ...Array<number>(9).fill(422)]);
});

test("a dry run shows an address and takes none", async () => {
  const before = await taken();
  const shown = await api.post(`${services}?dryRun=All`, { metadata: { name: "rehearsed" }, spec: { ports: [{ port: 80 }] } });
  assert.match(String(shown.at("spec.clusterIP")), /^10\.96\./);
  assert.deepEqual(await taken(), before);
});

test("after kill -9 what was given is still taken", async () => {
  const made = await make("survivor", { type: "NodePort", clusterIP: "10.96.0.50", ports: [{ port: 80, nodePort: 30_020 }] });
  assert.equal(made.code, 201, made.text);
  await cluster.crash();
  api.close();
  await cluster.up();
  api = RawApi.connect(cluster.kubeconfig);
  assert.equal((await make("late-1", { clusterIP: "10.96.0.50" })).code, 422);
  assert.equal((await make("late-2", { type: "NodePort", ports: [{ port: 80, nodePort: 30_020 }] })).code, 422);
  assert.equal((await api.delete(`${services}/survivor`)).at("kind"), "Service");
  assert.equal((await make("late-3", { type: "NodePort", clusterIP: "10.96.0.50", ports: [{ port: 80, nodePort: 30_020 }] })).code, 201);
});
