import assert from "node:assert/strict";
import { test } from "node:test";
import { type Deletion, type DeletionObserved, decideDeletion } from "./decide-deletion.ts";

const now = Date.parse("2026-01-01T00:01:00Z");
const observed: DeletionObserved = { metadata: {}, graceSeconds: undefined, propagation: undefined, defaultPropagation: undefined, isHeld: false, now };
const mark = (fields: Partial<Deletion & { type: "mark" }> = {}): Deletion => ({ type: "mark", deletionTimestampMs: now, graceSeconds: 0, finalizers: [], raisesGeneration: true, ...fields });
const deleting = (graceSeconds: number, finalizers: string[] = []) => ({ deletionTimestamp: "2026-01-01T00:01:20Z", deletionGracePeriodSeconds: graceSeconds, finalizers });
const pendingMs = Date.parse("2026-01-01T00:01:20Z");

const cases: { name: string; observed: Partial<DeletionObserved>; deletion: Deletion }[] = [
  { name: "nothing holds it", observed: {}, deletion: { type: "remove" } },
  { name: "no grace left", observed: { graceSeconds: 0 }, deletion: { type: "remove" } },
  { name: "a second of grace", observed: { graceSeconds: 1 }, deletion: mark({ graceSeconds: 1, deletionTimestampMs: now + 1_000 }) },
  { name: "a finalizer", observed: { metadata: { finalizers: ["a/b"] } }, deletion: mark({ finalizers: ["a/b"] }) },
  { name: "something else holds it", observed: { isHeld: true }, deletion: mark() },
  { name: "orphaning its dependents", observed: { propagation: "Orphan" }, deletion: mark({ finalizers: ["orphan"] }) },
  { name: "orphaning by the kind's default", observed: { defaultPropagation: "Orphan" }, deletion: mark({ finalizers: ["orphan"] }) },
  { name: "background in place of the kind's default", observed: { propagation: "Background", defaultPropagation: "Orphan" }, deletion: { type: "remove" } },
  { name: "its dependents first", observed: { propagation: "Foreground", metadata: { finalizers: ["a/b"] } }, deletion: mark({ finalizers: ["a/b", "foregroundDeletion"] }) },
  { name: "a finalizer that says how is kept when the request does not say", observed: { metadata: { finalizers: ["foregroundDeletion"] } }, deletion: mark({ finalizers: ["foregroundDeletion"] }) },
  { name: "background drops it", observed: { metadata: { finalizers: ["orphan"] }, propagation: "Background" }, deletion: { type: "remove" } },
  { name: "again with the same grace", observed: { metadata: deleting(30), graceSeconds: 30 }, deletion: { type: "nothing" } },
  { name: "again with more grace", observed: { metadata: deleting(30), graceSeconds: 31 }, deletion: { type: "nothing" } },
  { name: "again with less grace", observed: { metadata: deleting(30), graceSeconds: 29 }, deletion: mark({ graceSeconds: 29, deletionTimestampMs: pendingMs - 1_000, raisesGeneration: false }) },
  { name: "again at once", observed: { metadata: deleting(30), graceSeconds: 0 }, deletion: { type: "remove" } },
  { name: "again at once, with a finalizer", observed: { metadata: deleting(30, ["a/b"]), graceSeconds: 0 }, deletion: mark({ finalizers: ["a/b"], graceSeconds: 0, deletionTimestampMs: pendingMs - 30_000, raisesGeneration: false }) },
  { name: "again while a finalizer holds it", observed: { metadata: deleting(0, ["a/b"]) }, deletion: { type: "nothing" } },
  { name: "again while something else holds it", observed: { metadata: deleting(0), isHeld: true }, deletion: { type: "nothing" } },
  { name: "again after the last finalizer was taken off by hand", observed: { metadata: deleting(0) }, deletion: { type: "remove" } },
];

for (const { name, observed: given, deletion } of cases) {
  test(`deletion: ${name}`, () => assert.deepEqual(decideDeletion({ ...observed, ...given }), deletion));
}
