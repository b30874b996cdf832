import assert from "node:assert/strict";
import { test } from "node:test";
import type { Device, ResourceSlice } from "../../types/resource/v1.gen.ts";
import { strategy } from "./strategy.ts";

const now = Date.UTC(2026, 0, 31, 8, 0, 0, 900);
const slice = (device: Partial<Device> = {}, spec: object = {}): ResourceSlice => ({
  metadata: { name: "x", generation: 1 },
  spec: { driver: "d.io", nodeName: "n", pool: { name: "p", resourceSliceCount: 1, generation: 0 }, devices: [{ name: "d", ...device }], ...spec },
});
const taint = { key: "k", effect: "NoSchedule" } as const;

test("a new slice loses what is alpha, and its taints say since when they are there", () => {
  const draft = slice({ nodeAllocatableResourceMappings: { cpu: {} }, attributes: { a: { ints: [1] }, b: { int: 1 } }, taints: [taint] });
  strategy.prepareForCreate?.(draft, { now });
  assert.deepEqual(draft, slice({ attributes: { a: {}, b: { int: 1 } }, taints: [{ ...taint, timeAdded: "2026-01-31T08:00:00Z" }] }));
});

test("a taint's time is kept where it is given", () => {
  const draft = slice({ taints: [{ ...taint, timeAdded: "2020-01-01T00:00:00Z" }] });
  const old = structuredClone(draft);
  strategy.prepareForUpdate?.(draft, old, { now });
  assert.deepEqual(draft, old);
});

test("an alpha field that is added is dropped, and counts as a change", () => {
  const draft = slice({ attributes: { a: { ints: [1] } } });
  strategy.prepareForUpdate?.(draft, slice({ attributes: { a: { int: 1 } } }), { now });
  assert.deepEqual([draft.metadata.generation, draft.spec.devices], [2, [{ name: "d", attributes: { a: {} } }]]);
});

test("alpha fields that were there before stay", () => {
  const alpha = { nodeAllocatableResourceMappings: { cpu: {} }, attributes: { a: { ints: [1] } } };
  const draft = slice(alpha);
  strategy.prepareForUpdate?.(draft, slice(alpha), { now });
  assert.deepEqual(draft, slice(alpha));
});

test("taints that are not changed are not looked at again", () => {
  const wrong = { taints: [{ key: "a b", effect: "NoSchedule" as const }] };
  assert.deepEqual(strategy.validateUpdate?.(slice(wrong), slice(wrong)), []);
  assert.equal(strategy.validateUpdate?.(slice(wrong), slice()).length, 1);
});

test("a driver's name in capitals is warned of", () => {
  assert.deepEqual(strategy.warningsOnCreate?.(slice({}, { driver: "D.io" })), ['spec.driver: driver names should be lowercase; "D.io" contains uppercase characters']);
  assert.deepEqual(strategy.warningsOnUpdate?.(slice({}, { driver: "d.io" }), slice()), []);
});

test("a slice of no single node shows none", () => {
  const { metadata, spec } = slice();
  delete spec.nodeName;
  assert.deepEqual(strategy.printRow?.({ metadata, spec }, now).slice(0, 4), ["x", "", "d.io", "p"]);
});
