import assert from "node:assert/strict";
import { test } from "node:test";
import { mandatorySchemas, suggestedSchemas } from "../../api/flowcontrol/bootstrap/schemas.ts";
import type { FlowSchema, PolicyRulesWithSubjects, Subject } from "../../api/types/flowcontrol/v1.gen.ts";
import type { Attributes } from "../authz/attributes.ts";
import { Classifier } from "./classifier.ts";

const user = (name: string, ...groups: string[]) => ({ name, groups });
const joe = user("joe", "system:authenticated");
const resource = (overrides: Partial<Extract<Attributes, { path?: undefined }>> = {}): Attributes => ({ user: joe, verb: "get", group: "", version: "v1", resource: "pods", namespace: "default", name: "web", ...overrides });

function schema(name: string, rules: PolicyRulesWithSubjects[]): FlowSchema {
  return { metadata: { name }, spec: { priorityLevelConfiguration: { name: "any" }, rules } };
}

function nameFor(schemas: readonly FlowSchema[], request: Attributes): string | undefined {
  const entries = [...schemas, schema("fallback", [])].map((one) => ({ schema: one }));
  return new Classifier(entries, entries.at(-1) as (typeof entries)[number]).classify(request).schema.metadata.name;
}

const everyResource = { verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"], clusterScope: true };
const masters = user("admin", "system:masters", "system:authenticated");
const node = user("system:node:n1", "system:nodes", "system:authenticated");
const serviceAccount = (namespace: string) => user(`system:serviceaccount:${namespace}:robot`, "system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated");
const lease = { group: "coordination.k8s.io", resource: "leases", name: "x" };

const bootstrapCases: { name: string; request: Attributes; schema: string }[] = [
  { name: "an administrator", request: resource({ user: masters }), schema: "exempt" },
  { name: "a probe by anybody", request: { user: user("system:anonymous", "system:unauthenticated"), verb: "get", path: "/readyz" }, schema: "probes" },
  { name: "one check of a probe", request: { user: joe, verb: "get", path: "/readyz/etcd" }, schema: "probes" },
  { name: "a path that begins as a probe's", request: { user: joe, verb: "get", path: "/readyzzz" }, schema: "global-default" },
  { name: "a probe's path with another method", request: { user: joe, verb: "post", path: "/readyz" }, schema: "global-default" },
  { name: "leader election of a component in a pod", request: resource({ user: serviceAccount("kube-system"), verb: "update", ...lease }), schema: "system-leader-election" },
  { name: "a list of leases", request: resource({ user: serviceAccount("kube-system"), verb: "list", ...lease }), schema: "kube-system-service-accounts" },
  { name: "a heartbeat", request: resource({ user: node, verb: "update", ...lease }), schema: "system-node-high" },
  { name: "a node's status", request: resource({ user: node, verb: "patch", resource: "nodes", subresource: "status", namespace: undefined }), schema: "system-node-high" },
  { name: "a node's pods", request: resource({ user: node }), schema: "system-nodes" },
  { name: "a controller", request: resource({ user: user("system:kube-controller-manager", "system:authenticated") }), schema: "kube-controller-manager" },
  { name: "the scheduler", request: resource({ user: user("system:kube-scheduler", "system:authenticated") }), schema: "kube-scheduler" },
  { name: "a pod's service account", request: resource({ user: serviceAccount("default") }), schema: "service-accounts" },
  { name: "a person", request: resource(), schema: "global-default" },
  { name: "somebody in no group", request: resource({ user: user("nobody") }), schema: "fallback" },
];

const ordered = [...mandatorySchemas, ...suggestedSchemas].sort((a, b) => (a.spec.matchingPrecedence ?? 0) - (b.spec.matchingPrecedence ?? 0));
for (const { name, request, schema } of bootstrapCases) test(`flow schemas of a fresh cluster: ${name}`, () => assert.equal(nameFor(ordered, request), schema));

const subjectCases: { name: string; subject: Subject; matches: string[] }[] = [
  { name: "a user", subject: { kind: "User", user: { name: "joe" } }, matches: ["joe"] },
  { name: "all users", subject: { kind: "User", user: { name: "*" } }, matches: ["joe", "system:serviceaccount:a:robot", "system:serviceaccount:ab:robot"] },
  { name: "a group", subject: { kind: "Group", group: { name: "system:serviceaccounts:a" } }, matches: ["system:serviceaccount:a:robot"] },
  { name: "all groups", subject: { kind: "Group", group: { name: "*" } }, matches: ["joe", "system:serviceaccount:a:robot", "system:serviceaccount:ab:robot"] },
  { name: "a service account", subject: { kind: "ServiceAccount", serviceAccount: { namespace: "ab", name: "robot" } }, matches: ["system:serviceaccount:ab:robot"] },
  { name: "all service accounts of a namespace", subject: { kind: "ServiceAccount", serviceAccount: { namespace: "a", name: "*" } }, matches: ["system:serviceaccount:a:robot"] },
  { name: "a kind that nobody knows", subject: { kind: "Robot", user: { name: "joe" } }, matches: [] },
];

for (const { name, subject, matches } of subjectCases) {
  test(`subjects: ${name}`, () => {
    const users = [joe, serviceAccount("a"), serviceAccount("ab")];
    const schemas = [schema("wanted", [{ subjects: [subject], resourceRules: [everyResource] }])];
    assert.deepEqual(users.filter((one) => nameFor(schemas, resource({ user: one })) === "wanted").map(({ name }) => name), matches);
  });
}

const ruleCases: { name: string; rule: Partial<typeof everyResource>; request?: Parameters<typeof resource>[0]; matches: boolean }[] = [
  { name: "everything", rule: {}, matches: true },
  { name: "its verb", rule: { verbs: ["list", "get"] }, matches: true },
  { name: "other verbs", rule: { verbs: ["list", "watch"] }, matches: false },
  { name: "its group", rule: { apiGroups: [""] }, matches: true },
  { name: "another group", rule: { apiGroups: ["apps"] }, matches: false },
  { name: "its resource", rule: { resources: ["pods"] }, matches: true },
  { name: "a resource does not stand for its subresources", rule: { resources: ["pods"] }, request: { subresource: "status" }, matches: false },
  { name: "its subresource", rule: { resources: ["pods/status"] }, request: { subresource: "status" }, matches: true },
  { name: "its namespace", rule: { namespaces: ["kube-system", "default"] }, matches: true },
  { name: "another namespace", rule: { namespaces: ["kube-system"] }, matches: false },
  { name: "no namespaces", rule: { namespaces: [] }, matches: false },
  { name: "all namespaces at once, for a rule of the cluster", rule: { namespaces: [] }, request: { namespace: undefined }, matches: true },
  { name: "all namespaces at once, for a rule of namespaces", rule: { clusterScope: false }, request: { namespace: undefined }, matches: false },
];

for (const { name, rule, request, matches } of ruleCases) {
  test(`resource rules: ${name}`, () => {
    const schemas = [schema("wanted", [{ subjects: [{ kind: "User", user: { name: "*" } }], resourceRules: [{ ...everyResource, ...rule }] }])];
    assert.equal(nameFor(schemas, resource(request)) === "wanted", matches);
  });
}

test("a schema's rule counts only for its own subjects", () => {
  const schemas = [
    schema("mixed", [
      { subjects: [{ kind: "User", user: { name: "joe" } }], resourceRules: [{ ...everyResource, verbs: ["list"] }] },
      { subjects: [{ kind: "User", user: { name: "ann" } }], resourceRules: [everyResource] },
    ]),
  ];
  assert.deepEqual([nameFor(schemas, resource()), nameFor(schemas, resource({ verb: "list" })), nameFor(schemas, resource({ user: user("ann") }))], ["fallback", "mixed", "mixed"]);
});

test("a user whose groups change is classified anew", () => {
  const entries = ordered.map((one) => ({ schema: one }));
  const classifier = new Classifier(entries, entries.at(-1) as (typeof entries)[number]);
  const nameAs = (...groups: string[]) => classifier.classify(resource({ user: user("joe", ...groups) })).schema.metadata.name;
  assert.deepEqual([nameAs("system:authenticated"), nameAs("system:masters"), nameAs("system:authenticated")], ["global-default", "exempt", "global-default"]);
});
