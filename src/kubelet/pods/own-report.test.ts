import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import { aPod } from "../testing/pods.ts";
import { isOwnReport } from "./own-report.ts";

const ready = (status: "True" | "False"): PodStatus => ({ phase: "Running", conditions: [{ type: "Ready", status }] });
const before: Pod = { ...aPod(), status: { phase: "Pending" } };
const reported: Pod = { ...before, status: ready("True") };

const rows: readonly { name: string; after: Pod; isOwn: boolean }[] = [
  { name: "the reported status, and nothing else", after: reported, isOwn: true },
  { name: "with conditions of others besides", after: { ...reported, status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }, { type: "Theirs", status: "False" }] } }, isOwn: true },
  { name: "a condition that somebody else has changed", after: { ...reported, status: ready("False") }, isOwn: false },
  { name: "a phase that somebody else has changed", after: { ...reported, status: { ...ready("True"), phase: "Failed" } }, isOwn: false },
  { name: "a condition that is gone", after: { ...reported, status: { phase: "Running" } }, isOwn: false },
  { name: "the same spec in another object", after: { ...reported, spec: { ...reported.spec } }, isOwn: true },
  { name: "another spec", after: { ...reported, spec: { ...reported.spec, activeDeadlineSeconds: 5 } }, isOwn: false },
  { name: "other labels", after: { ...reported, metadata: { ...reported.metadata, labels: { new: "" } } }, isOwn: false },
  { name: "a deletion", after: { ...reported, metadata: { ...reported.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } }, isOwn: false },
];

for (const { name, after, isOwn } of rows) test(`isOwnReport: ${name}`, () => assert.equal(isOwnReport(before, after, ready("True")), isOwn));

test("isOwnReport: nothing has been reported yet", () => assert.equal(isOwnReport(before, reported, undefined), false));

test("isOwnReport: gates are others' conditions, on which readiness depends", () => {
  const gated = { ...before, spec: { ...before.spec, readinessGates: [{ conditionType: "Theirs" }] } };
  assert.equal(isOwnReport(gated, { ...gated, status: ready("True") }, ready("True")), false);
});
