import assert from "node:assert/strict";
import { test } from "node:test";
import { type Condition, isConditionTrue, withCondition } from "./conditions.ts";
import { deepCopy } from "./deep-copy.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { controllerOf, isControlledBy, newControllerRef } from "./owner.ts";

const job = { kind: "Job", metadata: { name: "pi", uid: "1" } };

test("newControllerRef: makes an owner that isControlledBy sees, and a namesake is not it", () => {
  const ref = newControllerRef(job, { group: "batch", version: "v1", kind: "Job" });
  assert.deepEqual(ref, { apiVersion: "batch/v1", kind: "Job", name: "pi", uid: "1", controller: true, blockOwnerDeletion: true });
  const pod = { metadata: { ownerReferences: [{ ...ref, uid: "0", controller: false }, ref] } };
  assert.equal(controllerOf(pod), ref);
  assert.equal(isControlledBy(pod, job), true);
  assert.equal(isControlledBy(pod, { ...job, metadata: { name: "pi", uid: "2" } }), false);
  assert.equal(isControlledBy({ metadata: {} }, { metadata: {} }), false);
});

test("withCondition: moves the transition time only when the status changes", () => {
  const first = withCondition<Condition>(undefined, { type: "Ready", status: "False", reason: "Starting" }, "t1");
  const sameStatus = withCondition(first, { type: "Ready", status: "False", reason: "Waiting" }, "t2");
  const changed = withCondition(sameStatus, { type: "Ready", status: "True", reason: "Waiting" }, "t3");
  assert.deepEqual(
    [first, sameStatus, changed].map(([condition]) => [condition?.status, condition?.reason, condition?.lastTransitionTime]),
    [
      ["False", "Starting", "t1"],
      ["False", "Waiting", "t1"],
      ["True", "Waiting", "t3"],
    ],
  );
  assert.equal(withCondition(changed, { type: "Ready", status: "True", reason: "Waiting" }, "t4"), changed);
  assert.equal(isConditionTrue(changed, "Ready"), true);
  assert.equal(isConditionTrue(changed, "Other"), false);
});

test("deepCopy: shares nothing, leaves out undefined, and keeps odd names as fields", () => {
  const original = JSON.parse('{"a":[{"b":1}],"__proto__":{"x":1}}');
  const copy = deepCopy({ ...original, gone: undefined });
  assert.notEqual(copy.a[0], original.a[0]);
  assert.equal("gone" in copy, false);
  assert.equal(JSON.stringify(deepCopy(original)), JSON.stringify(original));
});

test("deepFreeze: a write to a leaf throws", () => {
  const frozen = deepFreeze({ a: [{ b: 1 }] });
  assert.throws(() => {
    (frozen.a[0] as { b: number }).b = 2;
  }, TypeError);
});
