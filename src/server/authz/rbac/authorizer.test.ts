import assert from "node:assert/strict";
import { test } from "node:test";
import type { PathAttributes, ResourceAttributes } from "../attributes.ts";
import { rbacAuthorizer } from "./authorizer.ts";
import { uncoveredRules } from "./covers.ts";
import { Grants } from "./grants.ts";
import type { PolicyRule, Subject } from "./types.ts";

const readPods: PolicyRule = { verbs: ["get", "list"], apiGroups: [""], resources: ["pods", "pods/log"] };
const oneSecret: PolicyRule = { verbs: ["get"], apiGroups: [""], resources: ["secrets"], resourceNames: ["mine"] };
const health: PolicyRule = { verbs: ["get"], nonResourceURLs: ["/healthz", "/logs/*"] };
const bob: Subject = { kind: "User", name: "bob" };

type RequestWithoutUser = Omit<ResourceAttributes, "user"> | Omit<PathAttributes, "user">;

function grants(): Grants {
  const all = new Grants();
  all.setRole({ metadata: { name: "reader" }, rules: [readPods, oneSecret, health] });
  all.setBinding({ metadata: { name: "bob", namespace: "dev" }, roleRef: { kind: "ClusterRole", name: "reader" }, subjects: [bob, { kind: "ServiceAccount", name: "robot" }] });
  all.setBinding({ metadata: { name: "ops" }, roleRef: { kind: "ClusterRole", name: "reader" }, subjects: [{ kind: "Group", name: "ops" }] });
  return all;
}

const pods = { group: "", version: "v1", resource: "pods", verb: "list", namespace: "dev" };
const cases: { name: string; user: string; groups?: string[]; request: RequestWithoutUser; allowed: boolean }[] = [
  { name: "a binding counts in its namespace", user: "bob", request: pods, allowed: true },
  { name: "a binding counts in no other namespace", user: "bob", request: { ...pods, namespace: "prod" }, allowed: false },
  { name: "a binding of a namespace does not list all namespaces", user: "bob", request: { ...pods, namespace: undefined }, allowed: false },
  { name: "a cluster binding counts everywhere", user: "x", groups: ["ops"], request: { ...pods, namespace: undefined }, allowed: true },
  { name: "a service account without a namespace lives in the binding's", user: "system:serviceaccount:dev:robot", request: pods, allowed: true },
  { name: "another verb is not allowed", user: "bob", request: { ...pods, verb: "delete" }, allowed: false },
  { name: "another group's resource of the same name is not allowed", user: "bob", request: { ...pods, group: "example.com" }, allowed: false },
  { name: "a named subresource is allowed", user: "bob", request: { ...pods, verb: "get", subresource: "log", name: "p" }, allowed: true },
  { name: "a resource does not include its subresources", user: "bob", request: { ...pods, verb: "get", subresource: "exec", name: "p" }, allowed: false },
  { name: "a name that is listed is allowed", user: "bob", request: { ...pods, verb: "get", resource: "secrets", name: "mine" }, allowed: true },
  { name: "a name that is not listed is not", user: "bob", request: { ...pods, verb: "get", resource: "secrets", name: "yours" }, allowed: false },
  { name: "paths need a cluster binding", user: "bob", request: { verb: "get", path: "/healthz" }, allowed: false },
  { name: "a path under a wildcard", user: "x", groups: ["ops"], request: { verb: "get", path: "/logs/a/b" }, allowed: true },
  { name: "a path beside a wildcard", user: "x", groups: ["ops"], request: { verb: "get", path: "/logs" }, allowed: false },
];

for (const { name, user, groups = [], request, allowed } of cases) {
  test(`RBAC: ${name}`, () => {
    const decision = rbacAuthorizer(grants()).authorize({ user: { name: user, groups }, ...request });
    assert.equal(decision.verdict, allowed ? "allow" : "noOpinion");
  });
}

test("RBAC: what a deleted binding gave is gone", () => {
  const all = grants();
  all.deleteBinding({ metadata: { name: "bob", namespace: "dev" }, roleRef: { kind: "ClusterRole", name: "reader" } });
  const decision = rbacAuthorizer(all).authorize({ ...pods, user: { name: "bob", groups: [] } });
  assert.equal(decision.verdict, "noOpinion");
});

const escalations: { name: string; owned: PolicyRule[]; wanted: PolicyRule[]; missing: number }[] = [
  { name: "the same rule is covered", owned: [readPods], wanted: [readPods], missing: 0 },
  { name: "two rules together cover a third", owned: [{ ...readPods, verbs: ["get"] }, { ...readPods, verbs: ["list"] }], wanted: [readPods], missing: 0 },
  { name: "a verb more is not covered, once for each resource", owned: [readPods], wanted: [{ ...readPods, verbs: ["get", "watch"] }], missing: 2 },
  { name: "a star is covered by a star only", owned: [readPods], wanted: [{ verbs: ["get"], apiGroups: [""], resources: ["*"] }], missing: 1 },
  { name: "one name does not cover all names", owned: [oneSecret], wanted: [{ ...oneSecret, resourceNames: undefined }], missing: 1 },
  { name: "all names cover one name", owned: [{ ...oneSecret, resourceNames: undefined }], wanted: [oneSecret], missing: 0 },
];

for (const { name, owned, wanted, missing } of escalations) {
  test(`RBAC escalation: ${name}`, () => assert.equal(uncoveredRules(owned, wanted).length, missing));
}
