import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { FlowSchema, PriorityLevelConfiguration } from "../../api/types/flowcontrol/v1.gen.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { Resource } from "../../client/resource.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { MemoryStore } from "../../store/memory/memory-store.ts";
import type { ApiServer } from "../api-server.ts";
import { flowSchemas, priorityLevelConfigurations } from "../resources.ts";
import { createApiServer } from "../server.ts";

const clock = new VirtualClock();
let server: ApiServer;

before(async () => {
  server = await createApiServer({ store: new MemoryStore(), clock, random: new SeededRandom(7) });
  await clock.settle();
});

after(() => server.close());

const admin = () => server.inProcess({ name: "admin", groups: ["system:masters", "system:authenticated"] });
const get = <T extends KubeObject>(resource: Resource<T>, name: string) => admin().request<T>({ verb: "get", resource, name });
const mergePatch = (resource: Resource, name: string, body: unknown, subresource?: string) =>
  admin().request({ verb: "patch", resource, name, subresource, body, patchType: "application/merge-patch+json" });
const dangling = async (name: string) => (await get(flowSchemas, name)).status?.conditions?.find(({ type }) => type === "Dangling");

/** Lets the server see a write, act on it, and see that too. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn++) await clock.settle();
};

const gold: PriorityLevelConfiguration = { metadata: { name: "gold" }, spec: { type: "Limited", limited: { nominalConcurrencyShares: 2, limitResponse: { type: "Reject" } } } };
const forJoe: FlowSchema = {
  metadata: { name: "for-joe" },
  spec: { priorityLevelConfiguration: { name: "gold" }, matchingPrecedence: 500, rules: [{ subjects: [{ kind: "User", user: { name: "joe" } }], nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }] }] },
};

/** The names of the schema and the level that joe's next request goes by. */
async function joesFlow(): Promise<string[]> {
  const signal = new AbortController().signal;
  const seat = await server.flowControl.enter({ user: { name: "joe", groups: ["system:authenticated"] }, verb: "get", path: "/version" }, { signal });
  seat.leave();
  const schemas = await admin().list({ verb: "list", resource: flowSchemas });
  const levels = await admin().list({ verb: "list", resource: priorityLevelConfigurations });
  const named = (list: readonly KubeObject[], uid: string) => list.find(({ metadata }) => metadata?.uid === uid)?.metadata?.name ?? "";
  return [named(schemas.items, seat.flowSchemaUid), named(levels.items, seat.priorityLevelUid)];
}

test("schemas of a fresh cluster are told that their levels are there", async () => {
  const { items } = await admin().list<FlowSchema>({ verb: "list", resource: flowSchemas });
  assert.equal(items.length, 11);
  assert.deepEqual([...new Set(items.map(({ status }) => `${status?.conditions?.[0]?.status} ${status?.conditions?.[0]?.reason}`))], ["False Found"]);
});

test("a schema goes by its level as soon as both are there, and is dangling while one is missing", async () => {
  assert.deepEqual(await joesFlow(), ["global-default", "global-default"]);
  await admin().request({ verb: "create", resource: flowSchemas, body: structuredClone(forJoe) });
  await settle();
  assert.deepEqual([(await dangling("for-joe"))?.status, (await dangling("for-joe"))?.message], ["True", 'This FlowSchema references the PriorityLevelConfiguration object named "gold" but there is no such object']);
  assert.deepEqual(await joesFlow(), ["global-default", "global-default"]);
  await admin().request({ verb: "create", resource: priorityLevelConfigurations, body: structuredClone(gold) });
  await settle();
  assert.deepEqual([(await dangling("for-joe"))?.status, (await dangling("for-joe"))?.reason], ["False", "Found"]);
  assert.deepEqual(await joesFlow(), ["for-joe", "gold"]);
  await mergePatch(flowSchemas, "for-joe", { spec: { matchingPrecedence: 9_950 } });
  await settle();
  assert.deepEqual(await joesFlow(), ["global-default", "global-default"]);
  await admin().request({ verb: "delete", resource: priorityLevelConfigurations, name: "gold" });
  await settle();
  assert.deepEqual((await dangling("for-joe"))?.status, "True");
  await admin().request({ verb: "delete", resource: flowSchemas, name: "for-joe" });
  await settle();
});

test("conditions that others write stay beside the server's own", async () => {
  await admin().request({ verb: "create", resource: flowSchemas, body: structuredClone(forJoe) });
  await settle();
  await mergePatch(flowSchemas, "for-joe", { status: { conditions: [{ type: "PatchStatusFailed", status: "False", reason: "e2e" }] } }, "status");
  await settle();
  assert.deepEqual((await get(flowSchemas, "for-joe")).status?.conditions?.map(({ type }) => type).sort(), ["Dangling", "PatchStatusFailed"]);
  await admin().request({ verb: "delete", resource: flowSchemas, name: "for-joe" });
});

test("what a cluster starts with is made again when it is deleted", async () => {
  for (const name of ["exempt", "catch-all", "global-default"]) {
    await admin().request({ verb: "delete", resource: flowSchemas, name });
    await admin().request({ verb: "delete", resource: priorityLevelConfigurations, name });
  }
  await settle();
  for (const name of ["exempt", "catch-all", "global-default"]) {
    assert.equal((await dangling(name))?.status, "False", name);
    assert.equal((await get(priorityLevelConfigurations, name)).metadata.name, name);
  }
});

test("a suggested object is put right while its annotation is true, and the user's once it is false", async () => {
  const shares = async () => (await get(priorityLevelConfigurations, "workload-low")).spec.limited?.nominalConcurrencyShares;
  const annotation = "apf.kubernetes.io/autoupdate-spec";
  await mergePatch(priorityLevelConfigurations, "workload-low", { spec: { limited: { nominalConcurrencyShares: 7 } } });
  await settle();
  assert.equal(await shares(), 100);
  await mergePatch(priorityLevelConfigurations, "workload-low", { metadata: { annotations: { [annotation]: "false" } }, spec: { limited: { nominalConcurrencyShares: 7 } } });
  await settle();
  assert.equal(await shares(), 7);
  await mergePatch(priorityLevelConfigurations, "workload-low", { metadata: { annotations: { [annotation]: "true" } } });
  await settle();
  assert.equal(await shares(), 100);
});

test("mandatory specs cannot be changed, but for the exempt level's shares; their annotation does not stay changed", async () => {
  await assert.rejects(mergePatch(flowSchemas, "catch-all", { spec: { matchingPrecedence: 9_999 } }), /spec: Invalid value: .*: spec of 'catch-all' must equal the fixed value/);
  await assert.rejects(mergePatch(priorityLevelConfigurations, "catch-all", { spec: { limited: { nominalConcurrencyShares: 9 } } }), /spec of 'catch-all' must equal the fixed value/);
  await mergePatch(flowSchemas, "catch-all", { metadata: { annotations: { "apf.kubernetes.io/autoupdate-spec": "false" } } });
  await assert.rejects(mergePatch(priorityLevelConfigurations, "exempt", { spec: { type: "Limited" } }), /spec of 'exempt' except the 'spec.exempt' field must equal the fixed value/);
  await mergePatch(priorityLevelConfigurations, "exempt", { spec: { exempt: { nominalConcurrencyShares: 3 } } });
  await settle();
  assert.equal((await get(flowSchemas, "catch-all")).metadata.annotations?.["apf.kubernetes.io/autoupdate-spec"], "true");
  assert.equal((await get(priorityLevelConfigurations, "exempt")).spec.exempt?.nominalConcurrencyShares, 3);
});

test("an annotated object of no version goes", async () => {
  await admin().request({ verb: "create", resource: priorityLevelConfigurations, body: { ...structuredClone(gold), metadata: { name: "old", annotations: { "apf.kubernetes.io/autoupdate-spec": "true" } } } });
  await settle();
  await assert.rejects(get(priorityLevelConfigurations, "old"), /not found/);
});

test("a status that somebody keeps changing is written six times a minute at most", async () => {
  await admin().request({ verb: "create", resource: flowSchemas, body: structuredClone(forJoe) });
  await settle();
  for (let time = 0; time < 8; time++) {
    await mergePatch(flowSchemas, "for-joe", { status: { conditions: [] } }, "status");
    await settle();
  }
  assert.equal(await dangling("for-joe"), undefined);
  await clock.advance(150_000); // a minute, and twice up to 75 s
  await settle();
  assert.equal((await dangling("for-joe"))?.status, "True");
});
