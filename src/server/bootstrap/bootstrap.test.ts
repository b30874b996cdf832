import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterRole, ClusterRoleBinding } from "../../api/types/rbac/v1.gen.ts";
import { RealClock } from "../../base/real-clock.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import type { Transport } from "../../client/transport.ts";
import { MemoryStore } from "../../store/memory/memory-store.ts";
import { clusterRoleBindings, clusterRoles } from "../resources.ts";
import { createApiServer, serverUser } from "../server.ts";

/** Works on the roles and bindings of a server over `store`, which is then closed. */
async function serving<T>(store: MemoryStore, work: (transport: Transport) => Promise<T>): Promise<T> {
  const server = await createApiServer({ store, clock: new RealClock(), random: new SeededRandom(1) });
  try {
    return await work(server.inProcess(serverUser));
  } finally {
    await server.close();
  }
}

test("roles and bindings of an earlier version are brought up to date at the next start, but for those that are protected", async () => {
  const store = new MemoryStore();
  const role = (transport: Transport, name: string) => transport.request<ClusterRole>({ verb: "get", resource: clusterRoles, name });
  const binding = (transport: Transport, name: string) => transport.request<ClusterRoleBinding>({ verb: "get", resource: clusterRoleBindings, name });
  const before = await serving(store, async (transport) => {
    const [scheduler, viewer, discovery] = [await role(transport, "system:kube-scheduler"), await role(transport, "system:public-info-viewer"), await binding(transport, "system:discovery")];
    const own = { verbs: ["get"], apiGroups: ["own"], resources: ["things"] };
    await transport.request({ verb: "update", resource: clusterRoles, name: "system:kube-scheduler", body: { ...scheduler, rules: [own, ...(scheduler.rules ?? []).slice(1)] } });
    await transport.request({ verb: "update", resource: clusterRoles, name: "system:public-info-viewer", body: { ...viewer, metadata: { ...viewer.metadata, annotations: { "rbac.authorization.kubernetes.io/autoupdate": "false" } }, rules: [] } });
    await transport.request({ verb: "delete", resource: clusterRoleBindings, name: "system:discovery" });
    await transport.request({ verb: "create", resource: clusterRoleBindings, body: { metadata: { name: "system:discovery" }, roleRef: { ...discovery.roleRef, name: "cluster-admin" }, subjects: discovery.subjects } });
    return { scheduler, discovery };
  });
  await serving(store, async (transport) => {
    const { rules = [] } = await role(transport, "system:kube-scheduler");
    assert.deepEqual(rules[0], { verbs: ["get"], apiGroups: ["own"], resources: ["things"] });
    // Each of the first rule's parts is a rule of its own now.
    assert.deepEqual(rules.slice((before.scheduler.rules ?? []).length).map(({ verbs }) => verbs), [["create"], ["create"], ["patch"], ["patch"], ["update"], ["update"]]);
    assert.deepEqual((await role(transport, "system:public-info-viewer")).rules ?? [], []);
    const { roleRef, subjects } = await binding(transport, "system:discovery");
    assert.deepEqual({ roleRef, subjects }, { roleRef: before.discovery.roleRef, subjects: before.discovery.subjects });
  });
});

test("what is up to date is not written again", async () => {
  const store = new MemoryStore();
  await serving(store, async () => {});
  const revision = await store.revision();
  await serving(store, async () => {});
  const writtenAfter = async (since: number): Promise<number> => (await store.changes("/registry/rbac.authorization.k8s.io/", since)).events.length;
  assert.deepEqual([(await writtenAfter(1)) > 100, await writtenAfter(revision)], [true, 0]);
});
