import assert from "node:assert/strict";
import { test } from "node:test";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { builtinResources } from "../resource/builtin-resource.ts";
import { RegistryHarness } from "../testing/registry-harness.ts";

type Replicated = KubeObject & { spec: { replicas: number }; status?: { replicas?: number } };

/** ReplicationControllers with a scale rule and nothing else of their kind's. */
function scalable(): (group: string, version: string, resource: string) => StoredResource | undefined {
  const find = builtinResources();
  const scale = {
    get: (object: KubeObject) => ({ replicas: (object as Replicated).spec.replicas, statusReplicas: (object as Replicated).status?.replicas ?? 0, selector: "app=a" }),
    set: (draft: KubeObject, replicas: number) => {
      (draft as Replicated).spec.replicas = replicas;
    },
  };
  return (group, version, resource) => {
    const found = find(group, version, resource);
    return found === undefined ? undefined : { ...found, strategy: { group, resource, scale } };
  };
}

const controllers = { resource: "replicationcontrollers", namespace: "default", name: "rc" } as const;

async function withController(): Promise<RegistryHarness> {
  const harness = new RegistryHarness({ resources: scalable() });
  await harness.object({ verb: "create", resource: "replicationcontrollers", namespace: "default", body: { metadata: { name: "rc" }, spec: { replicas: 1, selector: { app: "a" } } } });
  return harness;
}

test("scale reads, updates and patches how many replicas an object wants", async () => {
  const harness = await withController();
  const scale = { ...controllers, subresource: "scale" };
  const read = await harness.object<Replicated>({ verb: "get", ...scale });
  assert.deepEqual([read.kind, read.apiVersion, read.spec, read.status, read.metadata?.resourceVersion], ["Scale", "autoscaling/v1", { replicas: 1 }, { replicas: 0, selector: "app=a" }, "2"]);
  await harness.object({ verb: "update", ...scale, body: { ...read, spec: { replicas: 3 } } });
  const patched = await harness.object<Replicated>({ verb: "patch", ...scale, patchType: "application/merge-patch+json", body: { spec: { replicas: 5 } } });
  assert.equal(patched.spec.replicas, 5);
  assert.equal((await harness.object<Replicated>({ verb: "get", ...controllers })).spec.replicas, 5);
  assert.match(await harness.refusal({ verb: "update", ...scale, body: { ...read, spec: { replicas: 4 } } }), /^409 Conflict/);
  assert.equal(await harness.refusal({ verb: "update", ...scale, body: { spec: { replicas: -1 } } }), '422 Invalid: Scale.autoscaling "rc" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0');
  await harness.close();
});

test("an eviction spends the budget, says so on the pod and deletes it; the next is refused with 429", async () => {
  const harness = new RegistryHarness();
  const pods = { resource: "pods", namespace: "default" } as const;
  for (const name of ["p", "q"]) {
    await harness.object({ verb: "create", ...pods, body: { metadata: { name, labels: { app: "a" } }, spec: { containers: [{ name: "c", image: "i" }] } } });
    await harness.object({ verb: "create", ...pods, name, subresource: "binding", body: { target: { name: "n" } } });
    await harness.object({ verb: "patch", ...pods, name, subresource: "status", patchType: "application/merge-patch+json", body: { status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } } });
  }
  const budgets = { resource: "poddisruptionbudgets.policy", namespace: "default" } as const;
  const made = await harness.object({ verb: "create", ...budgets, body: { metadata: { name: "b" }, spec: { minAvailable: 1, selector: { matchLabels: { app: "a" } } } } });
  const status = { observedGeneration: made.metadata?.generation ?? 0, disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 };
  await harness.object({ verb: "patch", ...budgets, name: "b", subresource: "status", patchType: "application/merge-patch+json", body: { status } });

  const evict = (name: string) => ({ verb: "create", ...pods, name, subresource: "eviction", body: { metadata: { name } } }) as const;
  assert.equal(await harness.code(evict("p")), 201);
  const evicted = await harness.object<KubeObject & { status: { conditions: { type: string; reason?: string }[] } }>({ verb: "get", ...pods, name: "p" });
  assert.equal(evicted.metadata?.deletionGracePeriodSeconds, 30);
  assert.equal(evicted.status.conditions.find(({ type }) => type === "DisruptionTarget")?.reason, "EvictionByEvictionAPI");
  assert.equal(await harness.refusal(evict("q")), "429 TooManyRequests: Cannot evict pod as it would violate the pod's disruption budget.");
  await harness.close();
});
