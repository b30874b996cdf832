import assert from "node:assert/strict";
import { test } from "node:test";
import type { PodCondition, PodStatus } from "../../api/types/core/v1.gen.ts";
import { kindPatchSchema } from "../../api/schema/patch-schema.ts";
import type { PatchSchema } from "../../machinery/patch/patch-schema.ts";
import { applyStrategicMergePatch } from "../../machinery/patch/strategic-merge-patch.ts";
import { statusPatch } from "./status-patch.ts";

const schema = kindPatchSchema({ group: "", version: "v1", kind: "Pod" })?.field("status")?.child as PatchSchema;

const unready: PodCondition = { type: "Ready", status: "False", reason: "ContainersNotReady", message: "containers with unready status: [main]" };
const ready: PodCondition = { type: "Ready", status: "True" };
const foreign: PodCondition = { type: "example.com/gate", status: "True", reason: "Asked", message: "so they say" };

const rows: { name: string; old: PodStatus; wanted: PodStatus; comes?: PodStatus }[] = [
  { name: "a condition that came true says no longer why it was not", old: { conditions: [unready] }, wanted: { conditions: [ready] } },
  { name: "and does so when it turns again", old: { conditions: [ready] }, wanted: { conditions: [unready] } },
  { name: "conditions of others stay as they are", old: { conditions: [foreign, unready] }, wanted: { conditions: [ready] }, comes: { conditions: [ready, foreign] } },
  { name: "a resize that is over takes its condition with it", old: { conditions: [unready, { type: "PodResizePending", status: "True", reason: "Deferred" }] }, wanted: { conditions: [ready] } },
  { name: "addresses are replaced", old: { podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.1" }] }, wanted: { podIP: "10.0.0.2", podIPs: [{ ip: "10.0.0.2" }] } },
  { name: "a message that is over goes", old: { phase: "Running", message: "wait" }, wanted: { phase: "Running" } },
];
for (const { name, old, wanted, comes } of rows) {
  test(`statusPatch: ${name}`, () => {
    const patch = statusPatch(old, wanted);
    const sorted = ({ conditions, ...rest }: PodStatus): PodStatus => ({ ...rest, ...(conditions && { conditions: conditions.toSorted((a, b) => (a.type < b.type ? -1 : 1)) }) });
    assert.deepEqual(sorted(applyStrategicMergePatch(old, patch, schema)), sorted(comes ?? wanted));
  });
}

test("statusPatch: what is the same needs no patch", () => {
  assert.equal(statusPatch({ phase: "Running", conditions: [ready] }, { phase: "Running", conditions: [ready] }), undefined);
});
