import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestOptions } from "../../../machinery/request/api-request.ts";
import { RegistryHarness } from "../testing/registry-harness.ts";

/** Revisions: a@2 b@3 c@4, then a changed @5, b deleted @6, d@7. */
async function withHistory(): Promise<RegistryHarness> {
  const harness = new RegistryHarness();
  const configMaps = { resource: "configmaps", namespace: "default" } as const;
  for (const name of ["a", "b", "c"]) await harness.object({ verb: "create", ...configMaps, body: { metadata: { name, labels: { name } }, data: { v: "1" } } });
  await harness.object({ verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { data: { v: "2" } } });
  await harness.object({ verb: "delete", ...configMaps, name: "b" });
  await harness.object({ verb: "create", ...configMaps, body: { metadata: { name: "d" } } });
  return harness;
}

const cases: { name: string; options: RequestOptions; items?: string; revision?: string; remaining?: number; refused?: string }[] = [
  { name: "nothing asked", options: {}, items: "a@5 c@4 d@7", revision: "7" },
  { name: "any version", options: { resourceVersion: "0" }, items: "a@5 c@4 d@7", revision: "7" },
  { name: "not older than the newest", options: { resourceVersion: "7" }, items: "a@5 c@4 d@7", revision: "7" },
  { name: "not older than a past one", options: { resourceVersion: "3", resourceVersionMatch: "NotOlderThan" }, items: "a@5 c@4 d@7", revision: "7" },
  { name: "exactly a past one", options: { resourceVersion: "4", resourceVersionMatch: "Exact" }, items: "a@2 b@3 c@4", revision: "4" },
  { name: "exactly the one before the last", options: { resourceVersion: "6", resourceVersionMatch: "Exact" }, items: "a@5 c@4", revision: "6" },
  { name: "a limit and a version mean exactly that version", options: { resourceVersion: "5", limit: 2 }, items: "a@5 b@3", revision: "5", remaining: 1 },
  { name: "a limit and any version", options: { resourceVersion: "0", limit: 2 }, items: "a@5 c@4", revision: "7", remaining: 1 },
  { name: "a limit of as many as there are", options: { limit: 3 }, items: "a@5 c@4 d@7", revision: "7" },
  { name: "a limit and not older than", options: { resourceVersion: "3", resourceVersionMatch: "NotOlderThan", limit: 1 }, items: "a@5", revision: "7", remaining: 2 },
  { name: "a limit with a selector does not count what remains", options: { limit: 1, labelSelector: "name" }, items: "a@5", revision: "7" },
  { name: "a label selector", options: { labelSelector: "name in (c,b)" }, items: "c@4", revision: "7" },
  { name: "a field selector", options: { fieldSelector: "metadata.name=c" }, items: "c@4", revision: "7" },
  { name: "a field selector and an exact version", options: { fieldSelector: "metadata.name=b", resourceVersion: "5", resourceVersionMatch: "Exact" }, items: "b@3", revision: "5" },
  { name: "match without a version", options: { resourceVersionMatch: "Exact" }, refused: '422 Invalid: ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided' },
  { name: "exactly 0", options: { resourceVersion: "0", resourceVersionMatch: "Exact" }, refused: '422 Invalid: ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"' },
  { name: "a version that is none", options: { resourceVersion: "new" }, refused: '400 BadRequest: invalid resource version: resourceVersion: Invalid value: "new": strconv.ParseUint: parsing "new": invalid syntax' },
  { name: "exactly a future version", options: { resourceVersion: "8", resourceVersionMatch: "Exact" }, refused: "504 Timeout: Timeout: Too large resource version: 8, current: 7" },
  { name: "an unknown field", options: { fieldSelector: "data.v=1" }, refused: '400 BadRequest: "data.v" is not a known field selector: only "metadata.name", "metadata.namespace"' },
  { name: "a broken continue token", options: { continue: "x" }, refused: "400 BadRequest: invalid continue token: continue key is not valid: it was not made by this server" },
  { name: "initial events of a list", options: { sendInitialEvents: true }, refused: '422 Invalid: ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list' },
];

for (const { name, options, items, revision, remaining, refused } of cases) {
  test(`list: ${name}`, async () => {
    const harness = await withHistory();
    const ask = { resource: "configmaps", namespace: "default", options };
    if (refused !== undefined) {
      assert.equal(await harness.refusal({ verb: "list", ...ask }), refused);
    } else {
      const list = await harness.list(ask);
      const found = list.items.map(({ metadata }) => `${metadata?.name}@${metadata?.resourceVersion}`).join(" ");
      assert.deepEqual([found, list.metadata.resourceVersion, list.metadata.remainingItemCount], [items, revision, remaining]);
      assert.equal(list.kind, "ConfigMapList");
    }
    await harness.close();
  });
}

test("list: a version that does not come in time is refused after three seconds", async () => {
  const harness = await withHistory();
  const refused = harness.refusal({ verb: "list", resource: "configmaps", options: { resourceVersion: "8" } });
  await harness.clock.advance(3_000);
  assert.equal(await refused, "504 Timeout: Timeout: Too large resource version: 8, current: 7");
  await harness.close();
});

test("list: pages show the state at which the first was read, whatever happens between them", async () => {
  const harness = await withHistory();
  const first = await harness.list({ resource: "configmaps", options: { limit: 1 } });
  assert.equal(first.metadata.remainingItemCount, 2);
  await harness.object({ verb: "delete", resource: "configmaps", namespace: "default", name: "c" });
  await harness.object({ verb: "create", resource: "configmaps", namespace: "default", body: { metadata: { name: "bb" } } });
  const second = await harness.list({ resource: "configmaps", options: { limit: 1, continue: first.metadata.continue } });
  const third = await harness.list({ resource: "configmaps", options: { continue: second.metadata.continue } });
  assert.deepEqual([...second.items, ...third.items].map(({ metadata }) => metadata?.name), ["c", "d"]);
  assert.deepEqual([second.metadata.resourceVersion, third.metadata.resourceVersion, third.metadata.continue], ["7", "7", undefined]);
  await harness.close();
});

test("list: pages that have expired can be finished inconsistently with the token that the refusal carries", async () => {
  const harness = await withHistory();
  // A server that started later: the revision of the first page is in the log only.
  const later = new RegistryHarness({ store: harness.store });
  const first = await harness.list({ resource: "configmaps", options: { limit: 1 } });
  await harness.object({ verb: "create", resource: "configmaps", namespace: "default", body: { metadata: { name: "e" } } });
  const fromLog = await later.list({ resource: "configmaps", options: { continue: first.metadata.continue } });
  assert.deepEqual(fromLog.items.map(({ metadata }) => metadata?.name), ["c", "d"]);

  await harness.store.compact(8);
  const context = later.list({ resource: "configmaps", options: { continue: first.metadata.continue } });
  const error = (await context.then(() => undefined, (refused: unknown) => refused)) as { code: number; status: { metadata: { continue: string } } };
  assert.equal(error.code, 410);
  const rest = await later.list({ resource: "configmaps", options: { continue: error.status.metadata.continue } });
  assert.deepEqual([rest.items.map(({ metadata }) => metadata?.name), rest.metadata.resourceVersion], [["c", "d", "e"], "8"]);
  await later.registry.close();
  await harness.close();
});
