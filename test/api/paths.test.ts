import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "paths" });
  api = RawApi.connect(cluster.kubeconfig);
});

after(async () => {
  api.close();
  await cluster.dispose();
});

for (const endpoint of ["healthz", "livez", "readyz"]) {
  test(`/${endpoint}: ok, its checks by name, each on its own`, async () => {
    assert.equal((await api.get(`/${endpoint}`)).text, "ok");
    const verbose = await api.get(`/${endpoint}?verbose`);
    const names = [...verbose.text.matchAll(/^\[\+\](\S+) ok$/gm)].map(([, name]) => name ?? "");
    assert.equal(verbose.text.endsWith(`${endpoint} check passed\n`), true);
    for (const name of ["ping", "log", "etcd", "poststarthook/rbac/bootstrap-roles", "poststarthook/generic-apiserver-start-informers", "poststarthook/storage-readiness"]) assert.equal(names.includes(name), true, `${name} is not among ${names.join(", ")}`);
    for (const name of names) assert.deepEqual([(await api.get(`/${endpoint}/${name}`)).code, (await api.get(`/${endpoint}/${name}`)).text], [200, "ok"], name);
    assert.equal((await api.get(`/${endpoint}/nothing`)).code, 404);
    assert.match((await api.get(`/${endpoint}?verbose&exclude=etcd`)).text, /^\[\+\]etcd excluded: ok$/m);
  });
}

test("/readyz knows more: the store's readiness, synced informers, a shutdown", async () => {
  const { text } = await api.get("/readyz?verbose");
  for (const name of ["etcd-readiness", "informer-sync", "shutdown"]) assert.equal(text.includes(`[+]${name} ok\n`), true, text);
  assert.equal((await api.get("/livez?verbose")).text.includes("shutdown"), false);
});

test("checks that nobody knows are told of and change nothing", async () => {
  assert.equal((await api.get("/readyz?exclude=none&exclude=nobody")).text, "ok");
  assert.match((await api.get("/readyz?verbose&exclude=nobody&exclude=none")).text, /^warn: some health checks cannot be excluded: no matches for "nobody","none"$/m);
});

test("health is told to any method, everything else to GET alone", async () => {
  assert.deepEqual([(await api.post("/healthz", {})).text, (await api.get("/healthz")).headers["x-content-type-options"]], ["ok", "nosniff"]);
  for (const path of ["/version", "/api", "/apis/batch/v1", "/openid/v1/jwks"]) {
    const refused = await api.post(path, {});
    assert.deepEqual([refused.code, refused.at("message")], [405, "the server does not allow this method on the requested resource"], path);
  }
  assert.equal((await api.post("/nothing", {})).code, 404);
});

test("/version says 1.36", async () => {
  const version = await api.get("/version");
  assert.deepEqual([version.at("major"), version.at("minor")], ["1", "36"]);
  assert.match(String(version.at("gitVersion")), /^v1\.36\.\d+/);
  assert.match(String(version.at("platform")), /^linux\//);
});

test("/metrics counts requests under upstream's names", async () => {
  await api.get("/api/v1/namespaces/default/configmaps");
  const { text, headers } = await api.get("/metrics");
  assert.match(String(headers["content-type"]), /^text\/plain; version=0\.0\.4/);
  for (const name of ["apiserver_request_total", "apiserver_request_duration_seconds", "apiserver_current_inflight_requests", "apiserver_longrunning_requests", "kubernetes_build_info", "process_start_time_seconds", "process_cpu_seconds_total", "process_resident_memory_bytes"]) assert.match(text, new RegExp(`^# TYPE ${name} `, "m"));
  const [, count] = /^apiserver_request_total\{code="200",component="apiserver",dry_run="",group="",resource="configmaps",scope="namespace",subresource="",verb="LIST",version="v1"\} (\d+)$/m.exec(text) ?? [];
  assert.equal(Number(count) >= 1, true, text.slice(0, 2_000));
});

test("/metrics/slis tells how the health checks went", async () => {
  const count = async () => Number(/^kubernetes_healthchecks_total\{name="etcd",status="success",type="livez"\} (\d+)$/m.exec((await api.get("/metrics/slis")).text)?.[1] ?? 0);
  await api.get("/livez");
  const before = await count();
  await api.get("/livez");
  assert.equal(await count(), before + 1);
  assert.match((await api.get("/metrics/slis")).text, /^kubernetes_healthcheck\{name="etcd",type="livez"\} 1$/m);
});

test("/ lists the paths, and what is not served is Go's 404", async () => {
  const paths = (await api.get("/")).at("paths") as string[];
  for (const path of ["/api", "/apis/batch/v1", "/healthz/ping", "/openapi/v3", "/version", "/.well-known/openid-configuration"]) assert.equal(paths.includes(path), true, path);
  const missing = await api.get("/nothing");
  assert.deepEqual([missing.code, missing.text], [404, "404 page not found\n"]);
});

for (const kind of ["Statusz", "Flagz"]) {
  const page = kind.toLowerCase();
  test(`/${page} of the server, and of the kubelet through it`, async () => {
    const [node = ""] = ((await api.get("/api/v1/nodes")).at("items") as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
    for (const [path, component] of [[`/${page}`, "apiserver"], [`/api/v1/nodes/${node}/proxy/${page}`, "kubelet"]] as const) {
      const { text, headers } = await api.get(path, { accept: "*/*" });
      assert.equal(headers["content-type"], "text/plain; charset=utf-8", path);
      assert.match(text, new RegExp(`^\n${component} ${page}\nWarning: `));
      const json = await api.get(path, { accept: `application/json;as=${kind};g=config.k8s.io;v=v1beta1` });
      assert.deepEqual([json.at("apiVersion"), json.at("metadata.name"), json.at("flags.name")], ["config.k8s.io/v1beta1", component, kind === "Flagz" ? cluster.name : undefined]);
    }
  });

  test(`/${page} is for those who monitor`, async () => {
    const as = (group: string) => api.get(`/${page}`, { accept: "*/*", "impersonate-user": "somebody", "impersonate-group": group });
    assert.equal((await as("system:monitoring")).code, 200);
    assert.deepEqual([(await as("others")).code, (await as("others")).at("message")], [403, `forbidden: User "somebody" cannot get path "/${page}"`]);
  });
}

test("/statusz of the server names where else to look", async () => {
  assert.deepEqual((await api.get("/statusz", { accept: "application/json;as=Statusz;g=config.k8s.io;v=v1beta1" })).at("paths"), ["/flagz", "/healthz", "/livez", "/metrics", "/readyz", "/version"]);
});

test("OpenID discovery names the issuer and the keys that sign tokens", async () => {
  const configuration = await api.get("/.well-known/openid-configuration");
  assert.deepEqual([configuration.at("issuer"), configuration.at("jwks_uri")], ["https://kubernetes.default.svc.cluster.local", "https://kubernetes.default.svc.cluster.local/openid/v1/jwks"]);
  const keys = await api.get("/openid/v1/jwks");
  assert.deepEqual([keys.headers["content-type"], keys.at("keys.0.use")], ["application/jwk-set+json", "sig"]);
});
