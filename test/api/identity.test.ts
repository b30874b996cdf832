import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiAnswer, RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

const space = "/api/v1/namespaces/default";
const accounts = `${space}/serviceaccounts`;
const authentication = "/apis/authentication.k8s.io/v1";
const authorization = "/apis/authorization.k8s.io/v1";
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const issuer = "https://kubernetes.default.svc.cluster.local";

let cluster: TestCluster;
let api: RawApi;
let nobody: RawApi;

before(async () => {
  cluster = await testCluster({ name: "identity" });
  api = RawApi.connect(cluster.kubeconfig);
  nobody = RawApi.connect(cluster.kubeconfig, "");
  await api.post(accounts, { metadata: { name: "bot" } });
});

after(async () => {
  api.close();
  nobody.close();
  await cluster.dispose();
});

const tokenOf = (spec: object, name = "bot"): Promise<ApiAnswer> => api.post(`${accounts}/${name}/token`, { spec });
const review = (token: unknown, audiences?: readonly string[]): Promise<ApiAnswer> => api.post(`${authentication}/tokenreviews`, { spec: { token, audiences } });

test("token: says who, for whom and how long", async () => {
  const made = await tokenOf({ audiences: ["vault"], expirationSeconds: 600 });
  assert.equal(made.code, 201, made.text);
  const claims = JSON.parse(Buffer.from(String(made.at("status.token")).split(".")[1] ?? "", "base64url").toString()) as { iss: string; sub: string; aud: string[]; exp: number; iat: number };
  assert.deepEqual([claims.iss, claims.sub, claims.aud, claims.exp - claims.iat], [issuer, "system:serviceaccount:default:bot", ["vault"], 600]);
  assert.equal(new Date(String(made.at("status.expirationTimestamp"))).getTime() / 1_000, claims.exp);
});

const refusedTokens: { name: string; body: object; account?: string; code: number; message: RegExp }[] = [
  { name: "less than ten minutes", body: { spec: { expirationSeconds: 599 } }, code: 422, message: /spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes$/ },
  { name: "more than 2^32 seconds", body: { spec: { expirationSeconds: 2 ** 32 + 1 } }, code: 422, message: /may not specify a duration larger than 2\^32 seconds$/ },
  { name: "an account that is not there", body: {}, account: "ghost", code: 404, message: /^serviceaccounts "ghost" not found$/ },
  { name: "another account than the path's", body: { metadata: { name: "other" } }, code: 422, message: /metadata.name: Invalid value: "other": must match the service account name if specified$/ },
  { name: "a pod that is not there", body: { spec: { boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "ghost" } } }, code: 404, message: /^pods "ghost" not found$/ },
  { name: "a kind that cannot be bound", body: { spec: { boundObjectRef: { kind: "ConfigMap", apiVersion: "v1", name: "x" } } }, code: 400, message: /^cannot bind token to object of type v1, Kind=ConfigMap$/ },
  { name: "audiences that are no list", body: { spec: { audiences: "vault" } }, code: 400, message: /cannot unmarshal string/ },
  { name: "another kind of request", body: { kind: "Pod", apiVersion: "v1" }, code: 400, message: /Pod/ },
];

for (const { name, body, account = "bot", code, message } of refusedTokens) {
  test(`token: refuses ${name}`, async () => {
    const answer = await api.post(`${accounts}/${account}/token`, body);
    assert.equal(answer.code, code, answer.text);
    assert.match(String(answer.at("message")), message);
  });
}

test("token review: tells who it is to the audiences that the token is for", async () => {
  const token = (await tokenOf({ audiences: ["vault", "git"] })).at("status.token");
  const asked = await review(token, ["git", "other"]);
  assert.deepEqual([asked.code, asked.at("status.authenticated"), asked.at("status.audiences")], [201, true, ["git"]]);
  assert.deepEqual([asked.at("status.user.username"), asked.at("status.user.groups")], ["system:serviceaccount:default:bot", ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"]]);
  assert.equal((await review(token, ["other"])).at("status.authenticated"), undefined);
  assert.equal((await review(token)).at("status.authenticated"), undefined);
  assert.equal((await review("nonsense")).at("status.authenticated"), undefined);
  assert.equal((await review("")).code, 400);
  assert.equal((await review(5)).code, 400);
});

test("a token opens the API to its account alone, until what it is bound to goes", async () => {
  await api.post(`${space}/secrets`, { metadata: { name: "bound" } });
  const token = String((await tokenOf({ boundObjectRef: { kind: "Secret", apiVersion: "v1", name: "bound" } })).at("status.token"));
  const bot = RawApi.connect(cluster.kubeconfig, token);
  try {
    assert.equal((await bot.post(`${authentication}/selfsubjectreviews`, {})).at("status.userInfo.username"), "system:serviceaccount:default:bot");
    const forbidden = await bot.get(`${space}/secrets`);
    assert.deepEqual([forbidden.code, forbidden.at("message")], [403, 'secrets is forbidden: User "system:serviceaccount:default:bot" cannot list resource "secrets" in API group "" in the namespace "default"']);
    await api.delete(`${space}/secrets/bound`);
    let answer = await bot.get("/apis");
    for (const deadline = Date.now() + 60_000; answer.code !== 401 && Date.now() < deadline; ) answer = await bot.get("/apis");
    assert.deepEqual([answer.code, answer.at("reason")], [401, "Unauthorized"]);
  } finally {
    bot.close();
  }
});

const strangers: { path: string; code: number }[] = [
  { path: "/healthz", code: 200 },
  { path: "/livez", code: 200 },
  { path: "/readyz", code: 200 },
  { path: "/version", code: 200 },
  { path: "/apis", code: 403 },
  { path: "/metrics", code: 403 },
  { path: `${space}/pods`, code: 403 },
];

for (const { path, code } of strangers) test(`nobody in particular gets ${code} from ${path}`, async () => assert.equal((await nobody.get(path)).code, code));

test("a token that proves nothing is 401, not nobody", async () => {
  const liar = RawApi.connect(cluster.kubeconfig, "nonsense");
  assert.equal((await liar.get("/healthz")).code, 401);
  liar.close();
});

const accesses: { name: string; kind?: string; spec: object; allowed: boolean }[] = [
  { name: "a user without rights", spec: { user: "joe", resourceAttributes: { verb: "get", resource: "pods", namespace: "default" } }, allowed: false },
  { name: "a group with all", spec: { user: "joe", groups: ["system:masters"], resourceAttributes: { verb: "get", resource: "pods" } }, allowed: true },
  { name: "a path for the authenticated", spec: { user: "joe", groups: ["system:authenticated"], nonResourceAttributes: { path: "/apis", verb: "get" } }, allowed: true },
  { name: "another path", spec: { user: "joe", groups: ["system:authenticated"], nonResourceAttributes: { path: "/metrics", verb: "get" } }, allowed: false },
  { name: "the administrator's own", kind: "selfsubjectaccessreviews", spec: { resourceAttributes: { verb: "delete", resource: "nodes" } }, allowed: true },
];

for (const { name, kind = "subjectaccessreviews", spec, allowed } of accesses) {
  test(`access review: ${name}`, async () => {
    const answer = await api.post(`${authorization}/${kind}`, { spec });
    assert.deepEqual([answer.code, answer.at("status.allowed")], [201, allowed]);
  });
}

const invalidReview = (kind: string, why: string): string => `${kind}.authorization.k8s.io "" is invalid: ${why}`;
const refusedReviews: { name: string; path?: string; metadata?: object; spec: unknown; code?: number; message: string | RegExp }[] = [
  { name: "neither a resource nor a path", spec: { user: "joe" }, message: invalidReview("SubjectAccessReview", "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified") },
  { name: "both", spec: { user: "joe", resourceAttributes: {}, nonResourceAttributes: {} }, message: /cannot be specified in combination with resourceAttributes$/ },
  { name: "nobody", spec: { resourceAttributes: {} }, message: invalidReview("SubjectAccessReview", 'spec.user: Invalid value: "": at least one of user or group must be specified') },
  { name: "a name", path: "/selfsubjectaccessreviews", metadata: { name: "x" }, spec: { resourceAttributes: {} }, message: /^SelfSubjectAccessReview.authorization.k8s.io "" is invalid: metadata: Invalid value: .*: must be empty$/ },
  { name: "another namespace", path: "/namespaces/default/localsubjectaccessreviews", spec: { user: "joe", resourceAttributes: { namespace: "other" } }, message: invalidReview("LocalSubjectAccessReview", 'spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace') },
  { name: "a path in a namespace", path: "/namespaces/default/localsubjectaccessreviews", spec: { user: "joe", nonResourceAttributes: { path: "/" } }, message: /disallowed on this kind of request$/ },
  { name: "metadata of another namespace", path: "/namespaces/default/localsubjectaccessreviews", metadata: { namespace: "other" }, spec: { user: "joe", resourceAttributes: { namespace: "default" } }, code: 400, message: "the namespace of the provided object does not match the namespace sent on the request" },
  { name: "a selector twice", spec: { user: "joe", resourceAttributes: { fieldSelector: { rawSelector: "a=b", requirements: [{ key: "a", operator: "In", values: ["b"] }] } } }, message: /spec.resourceAttributes.fieldSelector.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements$/ },
  { name: "a selector of nothing", spec: { user: "joe", resourceAttributes: { labelSelector: {} } }, message: /spec.resourceAttributes.labelSelector.requirements: Required value: when spec.resourceAttributes.labelSelector is specified, requirements or rawSelector is required$/ },
  { name: "groups that are no list", spec: { user: "joe", groups: "dev", resourceAttributes: {} }, code: 400, message: /cannot unmarshal string/ },
];

for (const { name, path = "/subjectaccessreviews", metadata, spec, code = 422, message } of refusedReviews) {
  test(`access review: refuses ${name}`, async () => {
    const answer = await api.post(`${authorization}${path}`, { metadata, spec });
    assert.equal(answer.code, code, answer.text);
    if (typeof message === "string") assert.equal(answer.at("message"), message);
    else assert.match(String(answer.at("message")), message);
  });
}

test("access review: a node may list the pods that are on it, and no others", async () => {
  const may = async (nodeName: string) => {
    const fieldSelector = { requirements: [{ key: "spec.nodeName", operator: "In", values: [nodeName] }] };
    return (await api.post(`${authorization}/subjectaccessreviews`, { spec: { user: "system:node:n1", groups: ["system:nodes"], resourceAttributes: { verb: "list", resource: "pods", fieldSelector } } })).at("status.allowed");
  };
  assert.deepEqual([await may("n1"), await may("n2")], [true, false]);
});

test("token review: says what is wrong with a token of this cluster", async () => {
  const token = (await tokenOf({ audiences: ["vault"] })).at("status.token");
  assert.equal((await review(token, ["other"])).at("status.error"), '[invalid bearer token, token audiences ["vault"] is invalid for the target audiences ["other"]]');
  assert.equal((await review("nonsense")).at("status.error"), "invalid bearer token");
});

test("impersonation: every value of a header counts, commas and all", async () => {
  const headers = { "impersonate-user": "joe", "impersonate-group": ["a,b", "c"], "impersonate-extra-scopes": ["x, y", "z"] };
  const self = await api.post(`${authentication}/selfsubjectreviews`, {}, headers);
  assert.deepEqual(self.at("status.userInfo"), { username: "joe", groups: ["a,b", "c", "system:authenticated"], extra: { scopes: ["x, y", "z"] } });
  const nobodyNamed = await api.get(`${space}/pods`, { "impersonate-group": "g" });
  assert.deepEqual([nobodyNamed.code, nobodyNamed.at("message")], [400, 'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"g"}, Extra:map[string][]string(nil)} without impersonating a user name']);
});

test("impersonation: who may be others is them, with their rights and no more", async () => {
  const as = (user: string, more: Record<string, string> = {}) => ({ "impersonate-user": user, ...more });
  const self = await api.post(`${authentication}/selfsubjectreviews`, {}, as("joe", { "impersonate-group": "dev", "impersonate-uid": "7", "impersonate-extra-scopes": "view" }));
  assert.deepEqual(self.at("status.userInfo"), { username: "joe", uid: "7", groups: ["dev", "system:authenticated"], extra: { scopes: ["view"] } });
  const account = await api.post(`${authentication}/selfsubjectreviews`, {}, as("system:serviceaccount:default:bot"));
  assert.deepEqual(account.at("status.userInfo.groups"), ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"]);
  const forbidden = await api.get(`${space}/pods`, as("joe"));
  assert.deepEqual([forbidden.code, forbidden.at("message")], [403, 'pods is forbidden: User "joe" cannot list resource "pods" in API group "" in the namespace "default"']);
  const bot = RawApi.connect(cluster.kubeconfig, String((await tokenOf({})).at("status.token")));
  assert.match(String((await bot.get(`${space}/pods`, as("joe"))).at("message")), /cannot impersonate resource "users" in API group ""/);
  bot.close();
});

test("rules review: what one may do here, as the roles say", async () => {
  await api.post(`${rbac}/namespaces/default/roles`, { metadata: { name: "reader" }, rules: [{ apiGroups: [""], resources: ["configmaps"], resourceNames: ["mine"], verbs: ["get", "list", "watch"] }] });
  await api.post(`${rbac}/namespaces/default/rolebindings`, { metadata: { name: "reader" }, roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" }, subjects: [{ kind: "User", name: "ann", apiGroup: "rbac.authorization.k8s.io" }] });
  const ann = { "impersonate-user": "ann" };
  let rules: unknown[] = [];
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    rules = (await api.post(`${authorization}/selfsubjectrulesreviews`, { spec: { namespace: "default" } }, ann)).at("status.resourceRules") as unknown[];
    if (rules.some((rule) => JSON.stringify(rule).includes("configmaps"))) break;
  }
  assert.deepEqual(rules.filter((rule) => JSON.stringify(rule).includes("configmaps")), [{ verbs: ["get", "list", "watch"], apiGroups: [""], resources: ["configmaps"], resourceNames: ["mine"] }]);
  assert.equal((await api.post(`${authorization}/selfsubjectrulesreviews`, { spec: {} })).code, 400);

  // A selection of one name is a request for that name.
  await api.post(`${space}/configmaps`, { metadata: { name: "mine" } });
  const codes = [await api.get(`${space}/configmaps/mine`, ann), await api.get(`${space}/configmaps?fieldSelector=metadata.name%3Dmine`, ann), await api.get(`${space}/configmaps`, ann)].map(({ code }) => code);
  assert.deepEqual(codes, [200, 200, 403]);
});
