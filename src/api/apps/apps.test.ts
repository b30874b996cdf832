import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../machinery/errors/field-errors.ts";
import { inNormalForm } from "../shared/normal-form.ts";
import type { DaemonSet, DeploymentSpec, StatefulSet } from "../types/apps/v1.gen.ts";
import { strategy as daemonSets } from "./daemonset/strategy.ts";
import { aDeployment } from "./deployment/builders.ts";
import { strategy as deployments } from "./deployment/strategy.ts";
import { strategy as statefulSets } from "./statefulset/strategy.ts";

const rolling = (maxUnavailable: number | string, maxSurge: number | string): Partial<DeploymentSpec> => ({ strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable, maxSurge } } });

const cases: { name: string; spec: Partial<DeploymentSpec>; errors: string[] }[] = [
  { name: "the least that is one", spec: {}, errors: [] },
  { name: "no replicas", spec: { replicas: 0 }, errors: [] },
  { name: "fewer than none", spec: { replicas: -1 }, errors: ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"] },
  { name: "a selector of everything", spec: { selector: {} }, errors: ["spec.selector: Invalid value: {}: empty selector is invalid for deployment"] },
  { name: "a selector that misses its pods", spec: { selector: { matchLabels: { app: "other" } } }, errors: ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'] },
  { name: "all unavailable", spec: rolling("100%", 0), errors: [] },
  { name: "more than all unavailable", spec: rolling("101%", 0), errors: ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'] },
  { name: "no way to roll", spec: rolling(0, "0%"), errors: ["spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"] },
  { name: "Recreate with rolling settings", spec: { strategy: { type: "Recreate", rollingUpdate: {} } }, errors: ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"] },
  { name: "a deadline that readiness cannot meet", spec: { minReadySeconds: 10, progressDeadlineSeconds: 10 }, errors: ["spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds"] },
  { name: "a deadline just after readiness", spec: { minReadySeconds: 10, progressDeadlineSeconds: 11 }, errors: [] },
];

for (const { name, spec, errors } of cases) {
  test(`a new deployment: ${name}`, () => assert.deepEqual(deployments.validateCreate?.(aDeployment({ spec })).map(formatFieldError), errors));
}

test("a deployment's scale is read and written, and its row shows ready of wanted", () => {
  const deployment = aDeployment({ spec: { replicas: 3 }, status: { replicas: 2, readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 } });
  assert.deepEqual(deployments.scale?.get(deployment), { replicas: 3, statusReplicas: 2, selector: "app=web" });
  assert.deepEqual(deployments.printRow?.(deployment, Date.parse("2026-01-01T00:00:05Z")), ["web", "1/3", 2, 1, "5s", "main", "busybox:1", "app=web"]);
  deployments.scale?.set(deployment, 5);
  assert.equal(deployment.spec.replicas, 5);
});

const template = { metadata: { labels: { app: "db" } }, spec: { containers: [{ name: "main", image: "i", volumeMounts: [{ name: "data", mountPath: "/data" }] }] } };

function aStatefulSet(spec: Partial<StatefulSet["spec"]> = {}): StatefulSet {
  const claims = [{ metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } }];
  return inNormalForm(statefulSets, { apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name: "db" }, spec: { selector: { matchLabels: { app: "db" } }, serviceName: "db", template, volumeClaimTemplates: claims, ...spec } } as StatefulSet);
}

test("a stateful set's pods may mount what its claims will give them", () => {
  assert.deepEqual(statefulSets.validateCreate?.(aStatefulSet()), []);
  assert.deepEqual(statefulSets.validateCreate?.(aStatefulSet({ volumeClaimTemplates: [] })).map(formatFieldError), ['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"']);
});

test("two claims of one name give a stateful set's pods one volume", () => {
  const [claim] = aStatefulSet().spec.volumeClaimTemplates ?? [];
  assert.ok(claim !== undefined);
  assert.deepEqual(statefulSets.validateCreate?.(aStatefulSet({ volumeClaimTemplates: [claim, claim] })), []);
});

test("a stateful set may keep a service name and claims that could not be made today", () => {
  const old = aStatefulSet({ serviceName: "a_b", volumeClaimTemplates: [{ metadata: { name: "data" }, spec: {} }] });
  assert.deepEqual(statefulSets.validateUpdate?.({ ...old, spec: { ...old.spec, replicas: 5 } }, old), []);
});

test("a stateful set has no maxUnavailable: whoever asks for it is not heard", () => {
  const asking = () => aStatefulSet({ updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } });
  const created = asking();
  statefulSets.prepareForCreate?.(created, { now: 0 });
  const updated = asking();
  statefulSets.prepareForUpdate?.(updated, created, { now: 0 });
  for (const { spec } of [created, updated]) assert.deepEqual(spec.updateStrategy, { type: "RollingUpdate", rollingUpdate: { partition: 0 } });
  assert.equal(updated.metadata.generation, 1);
});

test("a stateful set may be scaled; its service is fixed", () => {
  assert.deepEqual(statefulSets.validateUpdate?.(aStatefulSet({ replicas: 5 }), aStatefulSet()), []);
  assert.deepEqual(statefulSets.validateUpdate?.(aStatefulSet({ serviceName: "other" }), aStatefulSet()).map(formatFieldError), [
    "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
  ]);
});

test("a daemon set counts the changes of its template", () => {
  const make = (image: string) =>
    inNormalForm(daemonSets, { apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name: "d" }, spec: { selector: { matchLabels: { app: "d" } }, template: { metadata: { labels: { app: "d" } }, spec: { containers: [{ name: "main", image }] } } } } as unknown as DaemonSet);
  const old = make("a:1");
  daemonSets.prepareForCreate?.(old, { now: 0 });
  const draft = make("a:2");
  daemonSets.prepareForUpdate?.(draft, old, { now: 0 });
  assert.deepEqual([old, draft].map(({ metadata }) => [metadata.generation, metadata.annotations?.["deprecated.daemonset.template.generation"]]), [[1, "1"], [2, "2"]]);
});
