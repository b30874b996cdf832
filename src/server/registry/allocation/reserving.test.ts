import assert from "node:assert/strict";
import { test } from "node:test";
import type { Service, ServiceSpec } from "../../../api/types/core/v1.gen.ts";
import { forbidden } from "../../../machinery/errors/constructors.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { Admission } from "../contract.ts";
import { RegistryHarness } from "../testing/registry-harness.ts";
import { serviceAllocator } from "./services/allocator.ts";

const services = { resource: "services", namespace: "default" };
const ports = [{ port: 80 }];

/** A registry whose Services share ten addresses. Admission may be told to refuse. */
async function aRegistry(): Promise<{ harness: RegistryHarness; refuse: { next: boolean }; taken: () => Promise<string[]> }> {
  const refuse = { next: false };
  const admission: Admission = {
    mutate: async () => {},
    async validate() {
      if (refuse.next) throw forbidden({ group: "", resource: "services" }, "x", "no");
    },
  };
  const harness = new RegistryHarness({ allocators: [serviceAllocator], admission });
  await harness.object({ verb: "create", resource: "servicecidrs.v1.networking.k8s.io", body: { metadata: { name: "kubernetes" }, spec: { cidrs: ["10.0.0.0/29"] } } });
  const taken = async () => (await harness.list({ resource: "ipaddresses.v1.networking.k8s.io" })).items.map(({ metadata }: KubeObject) => metadata?.name ?? "");
  return { harness, refuse, taken };
}

const create = (harness: RegistryHarness, name: string, spec: ServiceSpec) => harness.object<Service>({ verb: "create", ...services, body: { metadata: { name }, spec: { ports, ...spec } } });

test("allocation: what a refused create took is free again", async () => {
  const { harness, refuse, taken } = await aRegistry();
  refuse.next = true;
  await assert.rejects(create(harness, "a", { type: "NodePort", ports: [{ port: 80, nodePort: 30_001 }] }), /forbidden/);
  refuse.next = false;
  assert.deepEqual(await taken(), []);
  await create(harness, "b", { type: "NodePort", ports: [{ port: 80, nodePort: 30_001 }] });
  await harness.close();
});

test("allocation: a refused update gives up nothing that the object still has", async () => {
  const { harness, refuse, taken } = await aRegistry();
  const { spec } = await create(harness, "a", {});
  refuse.next = true;
  const body = { spec: { type: "ExternalName", externalName: "example.com", clusterIP: null, clusterIPs: null } };
  await assert.rejects(harness.object({ verb: "patch", ...services, name: "a", patchType: "application/merge-patch+json", body }), /forbidden/);
  assert.deepEqual(await taken(), [spec?.clusterIP]);
  refuse.next = false;
  await harness.object({ verb: "patch", ...services, name: "a", patchType: "application/merge-patch+json", body });
  assert.deepEqual(await taken(), []);
  await harness.close();
});

test("allocation: a create that loses its name to another gives its address back", async () => {
  const { harness, taken } = await aRegistry();
  const { spec } = await create(harness, "a", {});
  assert.match(await harness.refusal({ verb: "create", ...services, body: { metadata: { name: "a" }, spec: { ports } } }), /^409 AlreadyExists/);
  assert.deepEqual(await taken(), [spec?.clusterIP]);
  await harness.close();
});

test("allocation: six addresses are six Services; the seventh is told that there are none, and gets the first that is freed", async () => {
  const { harness } = await aRegistry();
  const made = await Promise.all(["a", "b", "c", "d", "e", "f"].map((name) => create(harness, name, {})));
  assert.equal(new Set(made.map(({ spec }) => spec?.clusterIP)).size, 6);
  assert.match(await harness.refusal({ verb: "create", ...services, body: { metadata: { name: "g" }, spec: { ports } } }), /failed to allocate a serviceIP: range is full/);
  await harness.object({ verb: "delete", ...services, name: "c" });
  assert.equal((await create(harness, "g", {})).spec?.clusterIP, made[2]?.spec?.clusterIP);
  await harness.close();
});

test("allocation: a Service that finalizers hold keeps its address until it goes", async () => {
  const { harness, taken } = await aRegistry();
  const { spec } = await harness.object<Service>({ verb: "create", ...services, body: { metadata: { name: "a", finalizers: ["example.com/a"] }, spec: { ports } } });
  await harness.object({ verb: "delete", ...services, name: "a" });
  assert.deepEqual(await taken(), [spec?.clusterIP]);
  await harness.object({ verb: "patch", ...services, name: "a", patchType: "application/merge-patch+json", body: { metadata: { finalizers: null } } });
  assert.deepEqual(await taken(), []);
  await harness.close();
});

test("allocation: the repair frees what nobody holds and records what a Service holds", async () => {
  const { harness, taken } = await aRegistry();
  const { spec } = await create(harness, "a", {});
  await harness.object({ verb: "delete", resource: "ipaddresses.v1.networking.k8s.io", name: spec?.clusterIP ?? "" });
  const labels = { "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io" };
  const leak = { metadata: { name: "10.0.0.6", labels }, spec: { parentRef: { resource: "services", namespace: "default", name: "gone" } } };
  if (spec?.clusterIP !== "10.0.0.6") await harness.object({ verb: "create", resource: "ipaddresses.v1.networking.k8s.io", body: leak });
  await harness.clock.advance(180_000);
  await harness.clock.advance(180_000);
  assert.deepEqual(await taken(), [spec?.clusterIP]);
  await harness.close();
});
