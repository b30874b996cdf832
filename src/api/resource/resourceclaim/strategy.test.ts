import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResourceClaim } from "../../types/resource/v1.gen.ts";
import { strategy } from "./strategy.ts";

const reservedFor = [{ resource: "pods", name: "a", uid: "1" }];
const deletionTimestamp = "2026-01-31T08:00:00Z";

const cases: { state: string; claim: Partial<ResourceClaim> }[] = [
  { state: "pending", claim: {} },
  { state: "allocated", claim: { status: { allocation: {} } } },
  { state: "allocated,reserved", claim: { status: { allocation: {}, reservedFor } } },
  { state: "deleted,allocated,reserved", claim: { metadata: { deletionTimestamp }, status: { allocation: {}, reservedFor } } },
  { state: "deleted", claim: { metadata: { deletionTimestamp } } },
];

for (const { state, claim } of cases) {
  test(`a resource claim is shown as ${state}`, () => {
    assert.equal(strategy.printRow?.({ metadata: {}, spec: {}, ...claim }, 0)[1], state);
  });
}
