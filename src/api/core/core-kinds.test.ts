import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../machinery/errors/field-errors.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { inNormalForm } from "../shared/normal-form.ts";
import type { KindStrategy } from "../strategy.ts";
import { strategy as leases } from "../coordination/lease/strategy.ts";
import { strategy as priorityClasses } from "../scheduling/priorityclass/strategy.ts";
import { strategy as budgets } from "../policy/poddisruptionbudget/strategy.ts";
import { strategy as bindings } from "../rbac/rolebinding/strategy.ts";
import { strategy as configMaps } from "./configmap/strategy.ts";
import { strategy as events } from "./event/strategy.ts";
import { aNamespace } from "./namespace/builders.ts";
import { strategy as namespaces } from "./namespace/strategy.ts";
import { aNode } from "./node/builders.ts";
import { strategy as nodes } from "./node/strategy.ts";
import { strategy as claims } from "./persistentvolumeclaim/strategy.ts";
import { strategy as secrets } from "./secret/strategy.ts";

const now = Date.parse("2026-01-01T00:10:00Z");
const created = "2026-01-01T00:00:00Z";

// One row is of one kind; the list is of all of them, so its rows know their strategy as any kind's.
const kinds = { configMaps, secrets, events, claims, leases, priorityClasses, budgets, bindings } as unknown as Record<string, KindStrategy>;
const key = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

const creations: { kind: string; name: string; body: object; errors: string[] }[] = [
  { kind: "configMaps", name: "no data", body: { kind: "ConfigMap" }, errors: [] },
  { kind: "configMaps", name: "an empty key", body: { kind: "ConfigMap", data: { "": "a" } }, errors: [`data[]: Invalid value: "": ${key}`] },
  { kind: "configMaps", name: "one key as text and as bytes", body: { kind: "ConfigMap", data: { a: "a" }, binaryData: { a: "YQ==" } }, errors: ['data[a]: Invalid value: "a": duplicate of key present in binaryData'] },
  { kind: "configMaps", name: "a mebibyte", body: { kind: "ConfigMap", data: { a: "a".repeat(1024 * 1024) } }, errors: [] },
  { kind: "configMaps", name: "a byte more", body: { kind: "ConfigMap", data: { a: "a".repeat(1024 * 1024 + 1) } }, errors: ["[]: Too long: may not be more than 1048576 bytes"] },
  { kind: "secrets", name: "TLS without its key", body: { kind: "Secret", type: "kubernetes.io/tls", data: { "tls.crt": "YQ==" } }, errors: ["data[tls.key]: Required value"] },
  { kind: "secrets", name: "a token of no account", body: { kind: "Secret", type: "kubernetes.io/service-account-token" }, errors: ["metadata.annotations[kubernetes.io/service-account.name]: Required value"] },
  { kind: "events", name: "about another namespace", body: { kind: "Event", involvedObject: { namespace: "b" } }, errors: ['involvedObject.namespace: Invalid value: "b": does not match event.namespace'] },
  { kind: "claims", name: "no size", body: { kind: "PersistentVolumeClaim", spec: { accessModes: ["ReadWriteOnce"] } }, errors: ["spec.resources[storage]: Required value"] },
  { kind: "leases", name: "no time", body: { apiVersion: "coordination.k8s.io/v1", kind: "Lease", spec: { leaseDurationSeconds: 0 } }, errors: ["spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"] },
  { kind: "priorityClasses", name: "the highest of a user", body: { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", value: 1_000_000_000 }, errors: [] },
  { kind: "priorityClasses", name: "higher than a user's", body: { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", value: 1_000_000_001 }, errors: ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"] },
  { kind: "budgets", name: "both bounds", body: { apiVersion: "policy/v1", kind: "PodDisruptionBudget", spec: { minAvailable: 1, maxUnavailable: 1 } }, errors: ['spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set'] },
  { kind: "bindings", name: "a subject of no kind", body: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding", roleRef: { kind: "Role", name: "r" }, subjects: [{ kind: "Robot", name: "a" }] }, errors: ['subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"'] },
];

for (const { kind, name, body, errors } of creations) {
  test(`new ${kind}: ${name}`, () => {
    const strategy = kinds[kind] as KindStrategy;
    const object = inNormalForm(strategy, { apiVersion: "v1", metadata: { name: "a", namespace: "a", creationTimestamp: created }, ...body } as KubeObject);
    assert.deepEqual(strategy.validateCreate?.(object).map(formatFieldError), errors);
  });
}

test("a secret's stringData becomes data and overrides it", () => {
  const secret = inNormalForm(secrets, { apiVersion: "v1", kind: "Secret", metadata: { name: "a" }, data: { a: "YQ==" }, stringData: { a: "ü" } } as never);
  assert.deepEqual([secret.data, secret.stringData, secret.type], [{ a: "w7w=" }, undefined, "Opaque"]);
});

test("data marked immutable can neither change nor lose the mark", () => {
  const old = inNormalForm(configMaps, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { a: "a" }, immutable: true } as never);
  const draft = { ...old, data: { a: "b" }, immutable: false };
  assert.deepEqual(configMaps.validateUpdate?.(draft, old).map(formatFieldError), [
    "immutable: Forbidden: field is immutable when `immutable` is set",
    "data: Forbidden: field is immutable when `immutable` is set",
  ]);
});

test("a namespace is made Active, labelled with its name and kept by its finalizer", () => {
  const namespace = aNamespace({ name: "a" });
  assert.deepEqual([namespace.metadata.labels, namespace.spec, namespace.status], [{ "kubernetes.io/metadata.name": "a" }, { finalizers: ["kubernetes"] }, { phase: "Active" }]);
  assert.equal(namespaces.hasOtherFinalizers?.(namespace), true);
  assert.equal(namespaces.hasOtherFinalizers?.({ ...namespace, spec: { finalizers: [] } }), false);
});

test("a node's taints and schedulability may change, its pod range may not", () => {
  const old = aNode({ spec: { podCIDR: "10.0.0.0/24" } });
  assert.deepEqual(nodes.validateUpdate?.(aNode({ spec: { podCIDR: "10.0.0.0/24", unschedulable: true, taints: [{ key: "a", effect: "NoSchedule" }] } }), old), []);
  assert.deepEqual(nodes.validateUpdate?.(aNode({ spec: { podCIDR: "10.0.1.0/24" } }), old).map(({ field }) => field), ["spec.podCIDRs"]);
});

const nodeRows: { name: string; node: ReturnType<typeof aNode>; status: string; roles: string }[] = [
  { name: "ready", node: aNode(), status: "Ready", roles: "<none>" },
  { name: "not ready, with two roles", node: aNode({ ready: "False", metadata: { labels: { "node-role.kubernetes.io/worker": "", "node-role.kubernetes.io/control-plane": "" } } }), status: "NotReady", roles: "control-plane,worker" },
  { name: "unheard of and cordoned", node: aNode({ ready: "Unknown", spec: { unschedulable: true } }), status: "NotReady,SchedulingDisabled", roles: "<none>" },
  { name: "no conditions yet", node: aNode({ status: { conditions: [] } }), status: "Unknown", roles: "<none>" },
];

for (const { name, node, status, roles } of nodeRows) {
  test(`kubectl get nodes: ${name}`, () => assert.deepEqual(nodes.printRow?.(node, now), ["node-1", status, roles, "10m", "", "<none>", "<none>", "<unknown>", "<unknown>", "<unknown>"]));
}

test("kubectl get events: a series shows when it was last seen and how often", () => {
  const body = { apiVersion: "v1", kind: "Event", metadata: { name: "e", namespace: "a" }, involvedObject: { kind: "Pod", name: "web", fieldPath: "spec.containers{main}" }, type: "Warning", reason: "BackOff", message: "again\n", source: { component: "kubelet", host: "n" }, firstTimestamp: created };
  const event = inNormalForm(events, body as never);
  assert.deepEqual(events.printRow?.(event, now), ["10m", "Warning", "BackOff", "pod/web", "spec.containers{main}", "kubelet, n", "again", "10m", 1, "e"]);
  const again = inNormalForm(events, { ...body, series: { count: 7, lastObservedTime: "2026-01-01T00:09:30.000000Z" } } as never);
  assert.deepEqual(events.printRow?.(again, now).slice(0, 1).concat(events.printRow?.(again, now).slice(8, 9) ?? []), ["30s", 7]);
});
