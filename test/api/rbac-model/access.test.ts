/** Who may what, where no role decides: nodes, nobody, impersonators, and those who hand out roles. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Transport } from "../../../src/client/transport.ts";
import { StatusError } from "../../../src/machinery/errors/status-error.ts";
import type { ApiRequest, Verb } from "../../../src/machinery/request/api-request.ts";
import type { UserInfo } from "../../../src/machinery/request/user.ts";
import { anonymousUser } from "../../../src/server/authn/contract.ts";
import type { Impersonation } from "../../../src/server/authn/contract.ts";
import { impersonate } from "../../../src/server/authn/impersonation.ts";
import { serverUser } from "../../../src/server/server.ts";
import { startTestServer, type TestServer } from "../../../src/server/testing/test-server.ts";

let testServer: TestServer;
let admin: Transport;
let nodeUid = "";

const node = (name: string): UserInfo => ({ name: `system:node:${name}`, groups: ["system:nodes", "system:authenticated"] });
const user = (name: string, ...groups: string[]): UserInfo => ({ name, groups: [...groups, "system:authenticated"] });
const rbac = "rbac.authorization.k8s.io";

function request(verb: Verb, path: string, rest: Partial<ApiRequest> = {}): ApiRequest {
  // group/resource[/subresource][ namespace][ name]
  const [what = "", namespace = "", name = ""] = path.split(" ");
  const [resource = "", subresource] = (what.includes(".") ? what.slice(0, what.indexOf(".")) + (what.includes("/") ? what.slice(what.indexOf("/")) : "") : what).split("/");
  const group = what.includes(".") ? what.slice(what.indexOf(".") + 1).replace(/\/.*$/, "") : "";
  return { verb, resource: { group, version: "v1", resource }, subresource, namespace: namespace === "-" || namespace === "" ? undefined : namespace, name: name === "" ? undefined : name, ...rest };
}

async function outcome(as: UserInfo, asked: ApiRequest): Promise<string> {
  const transport = testServer.server.inProcess(as);
  try {
    if (asked.verb === "list") await transport.list(asked as ApiRequest & { verb: "list" });
    else await transport.request(asked);
    return "ok";
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return error.message;
  }
}

const slice = (name: string, nodeName: string) => ({ metadata: { name }, spec: { driver: "d.example.com", nodeName, pool: { name, generation: 1, resourceSliceCount: 1 }, devices: [] } });

async function create(path: string, body: object): Promise<void> {
  await admin.request(request("create", path, { body }));
}

before(async () => {
  testServer = await startTestServer();
  admin = testServer.server.inProcess(serverUser);
  for (const name of ["n1", "n2"]) await create("nodes", { metadata: { name } });
  nodeUid = (await admin.request(request("get", "nodes - n1"))).metadata?.uid ?? "";
  await create("serviceaccounts default", { metadata: { name: "default" } });
  await create("serviceaccounts default", { metadata: { name: "robot" } });
  for (const name of ["used", "unused", "pulled"]) await create("secrets default", { metadata: { name } });
  for (const name of ["used", "unused"]) await create("configmaps default", { metadata: { name } });
  const spec = (nodeName: string) => ({
    nodeName,
    serviceAccountName: "robot",
    imagePullSecrets: [{ name: "pulled" }],
    containers: [{ name: "c", image: "i", envFrom: [{ secretRef: { name: "used" } }, { configMapRef: { name: "used" } }] }],
    volumes: [{ name: "v", persistentVolumeClaim: { claimName: "claim" } }],
  });
  await create("pods default", { metadata: { name: "here" }, spec: spec("n1") });
  await create("pods default", { metadata: { name: "there" }, spec: { nodeName: "n2", containers: [{ name: "c", image: "i" }] } });
  await create("persistentvolumeclaims default", { metadata: { name: "claim" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1" } } } });
  await create("persistentvolumeclaims default", { metadata: { name: "other" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1" } } } });
  for (const name of ["n1", "n2"]) await create("resourceslices.resource.k8s.io", slice(`${name}-slice`, name));
  const pods = { group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true };
  while (testServer.server.objects.cached(pods, "default", "there") === undefined) await testServer.server.clock.sleep(5);
});

after(() => testServer.close());

type Row = readonly [name: string, asked: () => ApiRequest, expected: "ok" | RegExp];

const denied = (why: string): RegExp => new RegExp(`is forbidden: User "system:node:n1" cannot .*${why.replace(/[()[\]/'.]/g, "\\$&")}`);
const noRelation = denied("no relationship found between node 'n1' and this object");
const onlyOwn = { options: { fieldSelector: "spec.nodeName=n1" } };
const mirror = (metadata: object, spec: object = {}) => () =>
  request("create", "pods default", {
    body: {
      metadata: { name: "mirror", annotations: { "kubernetes.io/config.mirror": "x" }, ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n1", uid: nodeUid, controller: true }], ...metadata },
      spec: { nodeName: "n1", containers: [{ name: "c", image: "i" }], ...spec },
    },
  });

const nodeRows: readonly Row[] = [
  ["reads its own node", () => request("get", "nodes - n1"), "ok"],
  ["reads no other node", () => request("get", "nodes - n2"), denied("node 'n1' cannot read 'n2', only its own Node object")],
  ["does not list nodes", () => request("list", "nodes"), denied("node 'n1' cannot read all nodes, only its own Node object")],
  ["lists its own node by name", () => request("list", "nodes", { options: { fieldSelector: "metadata.name=n1" } }), "ok"],
  ["deletes no node", () => request("delete", "nodes - n1"), /cannot delete resource "nodes"/],
  ["lists the pods of its node", () => request("list", "pods", onlyOwn), "ok"],
  ["lists no other pods", () => request("list", "pods"), denied("can only list/watch pods with spec.nodeName field selector")],
  ["lists no pods of another node", () => request("list", "pods", { options: { fieldSelector: "spec.nodeName=n2" } }), denied("can only list/watch pods with spec.nodeName field selector")],
  ["reads a pod of its node", () => request("get", "pods default here"), "ok"],
  ["reads no pod of another node", () => request("get", "pods default there"), noRelation],
  ["patches no pod", () => request("patch", "pods default here", { body: {}, patchType: "application/merge-patch+json" }), /cannot patch resource "pods"/],
  ["reads a secret of its pod", () => request("get", "secrets default used"), "ok"],
  ["reads the pull secret of its pod", () => request("get", "secrets default pulled"), "ok"],
  ["reads no other secret", () => request("get", "secrets default unused"), noRelation],
  ["does not list secrets", () => request("list", "secrets default"), denied("No Object name found")],
  ["lists one secret of its pod", () => request("list", "secrets default", { options: { fieldSelector: "metadata.name=used" } }), "ok"],
  ["lists no secrets of all namespaces", () => request("list", "secrets", { options: { fieldSelector: "metadata.name=used" } }), denied("can only read namespaced object of this type")],
  ["writes no secret", () => request("delete", "secrets default used"), denied("can only read resources of this type")],
  ["reads a config map of its pod", () => request("get", "configmaps default used"), "ok"],
  ["reads no other config map", () => request("get", "configmaps default unused"), noRelation],
  ["reads a claim of its pod", () => request("get", "persistentvolumeclaims default claim"), "ok"],
  ["reads no other claim", () => request("get", "persistentvolumeclaims default other"), noRelation],
  ["does not list claims", () => request("list", "persistentvolumeclaims default"), denied("can only get individual resources of this type")],
  ["makes no token of an account that no pod of its has", () => request("create", "serviceaccounts/token default default", { body: { spec: {} } }), noRelation],
  ["makes no token without a pod", () => request("create", "serviceaccounts/token default robot", { body: { spec: {} } }), /node requested token not bound to a pod/],
  ["makes no token of a pod without its uid", () => request("create", "serviceaccounts/token default robot", { body: { spec: { boundObjectRef: { apiVersion: "v1", kind: "Pod", name: "here" } } } }), /node requested token with a pod binding without a uid/],
  ["makes no token of another node's pod", () => request("create", "serviceaccounts/token default robot", { body: { spec: { boundObjectRef: { apiVersion: "v1", kind: "Pod", name: "here", uid: "x" } } } }), /the UID in the bound object reference \(x\) does not match the UID in record\. The object might have been deleted and then recreated/],
  ["reads the account of its pod", () => request("get", "serviceaccounts default robot"), "ok"],
  ["reads no other account", () => request("get", "serviceaccounts default default"), noRelation],
  ["offers its devices", () => request("create", "resourceslices.resource.k8s.io", { body: slice("n1-new", "n1") }), "ok"],
  ["offers no other node's devices", () => request("create", "resourceslices.resource.k8s.io", { body: slice("n2-new", "n2") }), /can only create ResourceSlice with the same NodeName as the requesting node/],
  ["reads a slice of its own", () => request("get", "resourceslices.resource.k8s.io - n1-slice"), "ok"],
  ["reads no other slice", () => request("get", "resourceslices.resource.k8s.io - n2-slice"), noRelation],
  ["deletes no other slice", () => request("delete", "resourceslices.resource.k8s.io - n2-slice"), noRelation],
  ["lists its own slices", () => request("list", "resourceslices.resource.k8s.io", onlyOwn), "ok"],
  ["lists no other slices", () => request("list", "resourceslices.resource.k8s.io"), denied("can only list/watch/deletecollection resourceslices with nodeName field selector")],
  ["keeps its own lease", () => request("create", "leases.coordination.k8s.io kube-node-lease", { body: { metadata: { name: "n1" } } }), "ok"],
  ["keeps no other lease", () => request("create", "leases.coordination.k8s.io kube-node-lease", { body: { metadata: { name: "n2" } } }), /can only access node lease with the same name as the requesting node/],
  ["keeps no lease elsewhere", () => request("create", "leases.coordination.k8s.io default", { body: { metadata: { name: "n1" } } }), denied('can only access leases in the "kube-node-lease" system namespace')],
  ["lists no leases", () => request("list", "leases.coordination.k8s.io kube-node-lease"), denied("can only get, create, update, patch, or delete a node lease")],
  ["reports its CSI drivers", () => request("create", "csinodes.storage.k8s.io", { body: { metadata: { name: "n1" }, spec: { drivers: [] } } }), "ok"],
  ["reports no other node's CSI drivers", () => request("create", "csinodes.storage.k8s.io", { body: { metadata: { name: "n2" }, spec: { drivers: [] } } }), /can only access CSINode with the same name as the requesting node/],
  ["changes no other node", () => request("patch", "nodes/status - n2", { body: {}, patchType: "application/merge-patch+json" }), /node "n1" is not allowed to modify node "n2"/],
  ["owners not even of itself", () => request("patch", "nodes - n1", { body: { metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "gone", uid: "gone" }] } }, patchType: "application/merge-patch+json" }), /node "n1" is not allowed to modify ownerReferences/],
  ["taints not even itself", () => request("patch", "nodes - n1", { body: { spec: { taints: [{ key: "a", effect: "NoSchedule" }] } }, patchType: "application/merge-patch+json" }), /node "n1" is not allowed to modify taints/],
  ["labels itself with what a kubelet may", () => request("patch", "nodes - n1", { body: { metadata: { labels: { "kubernetes.io/os": "linux", own: "x" } } }, patchType: "application/merge-patch+json" }), "ok"],
  ["labels itself with no role", () => request("patch", "nodes - n1", { body: { metadata: { labels: { "node-role.kubernetes.io/master": "" } } }, patchType: "application/merge-patch+json" }), /is not allowed to modify labels: node-role\.kubernetes\.io\/master/],
  ["labels itself with nothing that isolates", () => request("patch", "nodes - n1", { body: { metadata: { labels: { "a.node-restriction.kubernetes.io/x": "" } } }, patchType: "application/merge-patch+json" }), /is not allowed to modify labels: a\.node-restriction/],
  ["reports on a pod of its node", () => request("patch", "pods/status default here", { body: { status: { phase: "Running" } }, patchType: "application/merge-patch+json" }), "ok"],
  ["reports on no other pod", () => request("patch", "pods/status default there", { body: { status: { phase: "Failed" } }, patchType: "application/merge-patch+json" }), /node "n1" can only update pod status for pods with spec\.nodeName set to itself/],
  ["labels no pod through its status", () => request("patch", "pods/status default here", { body: { metadata: { labels: { a: "b" } } }, patchType: "application/merge-patch+json" }), /node "n1" cannot update labels through pod status/],
  ["deletes no other pod", () => request("delete", "pods default there"), /node "n1" can only delete pods with spec\.nodeName set to itself/],
  ["evicts no other pod", () => request("create", "pods/eviction default there", { body: { metadata: { name: "there" } } }), /node n1 can only evict pods with spec\.nodeName set to itself/],
  ["creates no pod of its own making", () => request("create", "pods default", { body: { metadata: { name: "p" }, spec: { nodeName: "n1", containers: [{ name: "c", image: "i" }] } } }), /pod does not have "kubernetes\.io\/config\.mirror" annotation, node "n1" can only create mirror pods/],
  ["mirrors no pod to another node", mirror({}, { nodeName: "n2" }), /node "n1" can only create pods with spec\.nodeName set to itself/],
  ["mirrors no pod that nobody owns", mirror({ ownerReferences: [] }), /node "n1" can only create pods with an owner reference set to itself/],
  ["mirrors no pod of another owner", mirror({ ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n2", uid: "u", controller: true }] }), /node "n1" can only create pods with an owner reference set to itself/],
  ["mirrors no pod that it does not control", mirror({ ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n1", uid: "u" }] }), /node "n1" can only create pods with a controller owner reference set to itself/],
  ["mirrors no pod of a node before it", mirror({ ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n1", uid: "u", controller: true }] }), /node n1 UID mismatch: expected u got /],
  ["mirrors no pod with an account", mirror({}, { serviceAccountName: "robot" }), /a mirror pod may not reference service accounts/],
  ["mirrors no pod with a secret", mirror({}, { imagePullSecrets: [{ name: "used" }] }), /a mirror pod may not reference secrets/],
  ["mirrors no pod with a claim", mirror({}, { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "claim" } }] }), /node "n1" can not create pods that reference persistentvolumeclaims/],
  ["mirrors its static pods", mirror({}), "ok"],
  ["deletes its mirror pods", () => request("delete", "pods default mirror", { options: { gracePeriodSeconds: 0 } }), "ok"],
  ["evicts a pod of its own", () => request("create", "pods/eviction default here", { body: { metadata: { name: "here" } } }), "ok"],
  ["reads no roles", () => request("list", "clusterroles.rbac.authorization.k8s.io"), /cannot list resource "clusterroles"/],
];

describe("a node", { concurrency: 1 }, () => {
  for (const [name, asked, expected] of nodeRows) {
    test(name, async () => {
      const got = await outcome(node("n1"), asked());
      if (expected === "ok") assert.equal(got, "ok");
      else assert.match(got, expected);
    });
  }
  test("that says so without its group is nobody in particular", async () => {
    assert.match(await outcome(user("system:node:n1"), request("get", "nodes - n1")), /^nodes "n1" is forbidden: User "system:node:n1" cannot get resource "nodes" in API group "" at the cluster scope$/);
  });
});

const anonymousPaths: readonly (readonly [verb: string, path: string, allowed: boolean])[] = [
  ["get", "/healthz", true], ["get", "/livez", true], ["get", "/readyz", true], ["get", "/version", true], ["get", "/livez/ping", false], ["get", "/readyz/ping", false],
  ["get", "/", false], ["get", "/api", false], ["get", "/apis", false], ["get", "/metrics", false], ["get", "/openapi/v2", false], ["post", "/healthz", false], ["get", "/healthz/etcd", false],
];

describe("nobody in particular", () => {
  for (const [verb, path, allowed] of anonymousPaths) {
    test(`${allowed ? "may" : "may not"} ${verb} ${path}`, () => {
      assert.equal(testServer.server.authorizer.authorize({ user: anonymousUser, verb, path }).verdict === "allow", allowed);
    });
  }
  test("sees no pods", async () => {
    assert.equal(await outcome(anonymousUser, request("list", "pods default")), 'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"');
  });
});

const impersonator = user("imp");
const impersonations: readonly (readonly [name: string, wanted: Impersonation, expected: UserInfo | RegExp])[] = [
  ["a user that is allowed", { user: "bob", groups: [], extra: {} }, { name: "bob", groups: ["system:authenticated"] }],
  ["another user", { user: "eve", groups: [], extra: {} }, /^users "eve" is forbidden: User "imp" cannot impersonate resource "users" in API group "" at the cluster scope$/],
  ["a group that is allowed", { user: "bob", groups: ["dev"], extra: {} }, { name: "bob", groups: ["dev", "system:authenticated"] }],
  ["another group", { user: "bob", groups: ["dev", "system:masters"], extra: {} }, /^groups "system:masters" is forbidden: User "imp" cannot impersonate resource "groups"/],
  ["an account that is allowed, with its groups", { user: "system:serviceaccount:default:robot", groups: [], extra: {} }, { name: "system:serviceaccount:default:robot", groups: ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"] }],
  ["another account", { user: "system:serviceaccount:kube-system:x", groups: [], extra: {} }, /^serviceaccounts "x" is forbidden: User "imp" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "kube-system"$/],
  ["extra that is allowed", { user: "bob", groups: [], extra: { scopes: ["view"] } }, { name: "bob", groups: ["system:authenticated"], extra: { scopes: ["view"] } }],
  ["other extra", { user: "bob", groups: [], extra: { scopes: ["all"] } }, /^userextras\.authentication\.k8s\.io "all" is forbidden: User "imp" cannot impersonate resource "userextras\/scopes" in API group "authentication\.k8s\.io" at the cluster scope$/],
  ["a uid", { user: "bob", uid: "1", groups: [], extra: {} }, /^uids\.authentication\.k8s\.io "1" is forbidden: /],
  ["groups of nobody", { groups: ["dev"], extra: {} }, /without impersonating a user/],
];

describe("impersonation of", () => {
  before(async () => {
    const rules = [
      { verbs: ["impersonate"], apiGroups: [""], resources: ["users"], resourceNames: ["bob"] },
      { verbs: ["impersonate"], apiGroups: [""], resources: ["groups"], resourceNames: ["dev"] },
      { verbs: ["impersonate"], apiGroups: ["authentication.k8s.io"], resources: ["userextras/scopes"], resourceNames: ["view"] },
    ];
    await grant("imp", "imp", rules);
    await create(`roles.${rbac} default`, { metadata: { name: "imp" }, rules: [{ verbs: ["impersonate"], apiGroups: [""], resources: ["serviceaccounts"] }] });
    await create(`rolebindings.${rbac} default`, { metadata: { name: "imp" }, roleRef: { apiGroup: rbac, kind: "Role", name: "imp" }, subjects: [{ kind: "User", apiGroup: rbac, name: "imp" }] });
    await settled(impersonator, { verb: "impersonate", resource: "serviceaccounts", namespace: "default", name: "robot" });
  });
  for (const [name, wanted, expected] of impersonations) {
    test(name, () => {
      const attempt = () => impersonate(impersonator, wanted, { user: impersonator, verb: "get", path: "/version" }, testServer.server.authorizer);
      if (expected instanceof RegExp) assert.throws(attempt, (error: Error) => (assert.match(error.message, expected), true));
      else assert.deepEqual(attempt(), expected);
    });
  }
});

async function grant(name: string, to: string, rules: readonly object[]): Promise<void> {
  await create(`clusterroles.${rbac}`, { metadata: { name }, rules });
  await create(`clusterrolebindings.${rbac}`, { metadata: { name }, roleRef: { apiGroup: rbac, kind: "ClusterRole", name }, subjects: [{ kind: "User", apiGroup: rbac, name: to }] });
}

async function settled(as: UserInfo, { verb, resource, namespace, name }: { verb: string; resource: string; namespace?: string; name?: string }, group = ""): Promise<void> {
  while (testServer.server.authorizer.authorize({ user: as, verb, group, version: "v1", resource, namespace, name }).verdict !== "allow") await testServer.server.clock.sleep(5);
}

const readPods = { verbs: ["get"], apiGroups: [""], resources: ["pods"] };
const escalation = 'user "granter" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n';
const role = (name: string, rules: readonly object[]) => () => request("create", `clusterroles.${rbac}`, { body: { metadata: { name }, rules } });
const binding = (name: string, kind: string, roleName: string) => () =>
  request("create", kind === "Role" ? `rolebindings.${rbac} default` : `clusterrolebindings.${rbac}`, { body: { metadata: { name }, roleRef: { apiGroup: rbac, kind, name: roleName }, subjects: [{ kind: "User", apiGroup: rbac, name: "x" }] } });

const grants: readonly (readonly [name: string, asked: () => ApiRequest, expected: string])[] = [
  ["a role of what it has", role("a", [readPods]), "ok"],
  ["a role of more", role("b", [{ ...readPods, verbs: ["get", "delete"] }]), `clusterroles.rbac.authorization.k8s.io "b" is forbidden: ${escalation}{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}`],
  ["a role of everything", role("c", [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }]), `clusterroles.rbac.authorization.k8s.io "c" is forbidden: ${escalation}{APIGroups:["*"], Resources:["*"], Verbs:["*"]}`],
  ["a role of paths", role("d", [{ verbs: ["get"], nonResourceURLs: ["/metrics"] }]), `clusterroles.rbac.authorization.k8s.io "d" is forbidden: ${escalation}{NonResourceURLs:["/metrics"], Verbs:["get"]}`],
  ["a binding of what it has", binding("a", "ClusterRole", "granted"), "ok"],
  ["a binding of everything", binding("b", "ClusterRole", "cluster-admin"), `clusterrolebindings.rbac.authorization.k8s.io "b" is forbidden: ${escalation}{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}`],
  ["a binding that it may give", binding("c", "ClusterRole", "bindable"), "ok"],
  ["a binding of a role that is not there", binding("d", "ClusterRole", "gone"), 'clusterroles.rbac.authorization.k8s.io "gone" not found'],
];

describe("who hands out", { concurrency: 1 }, () => {
  before(async () => {
    await create(`clusterroles.${rbac}`, { metadata: { name: "bindable" }, rules: [{ verbs: ["delete"], apiGroups: [""], resources: ["nodes"] }] });
    await grant("granted", "granter", [readPods]);
    await grant("granting", "granter", [{ verbs: ["create"], apiGroups: [rbac], resources: ["clusterroles", "clusterrolebindings", "rolebindings"] }, { verbs: ["bind"], apiGroups: [rbac], resources: ["clusterroles"], resourceNames: ["bindable"] }]);
    await settled(user("granter"), { verb: "create", resource: "clusterroles" }, rbac);
  });
  for (const [name, asked, expected] of grants) test(name, async () => assert.equal(await outcome(user("granter"), asked()), expected));
});
