import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import type { AllocationResult, ResourceClaim, ResourceClaimStatus } from "../../types/resource/v1.gen.ts";
import { strategy } from "./strategy.ts";

const id = (device: string) => ({ driver: "d.io", pool: "p", device });
const allocationOf = (...devices: string[]): AllocationResult => ({ devices: { results: devices.map((device) => ({ request: "r", ...id(device) })) } });
const claim = (status: ResourceClaimStatus, metadata: object = {}): ResourceClaim => ({ metadata: { name: "x", ...metadata }, spec: { devices: { requests: [{ name: "r", exactly: { deviceClassName: "c" } }] } }, status });
const pod = (name: string) => ({ resource: "pods", name, uid: name });
const rules = strategy.subresources?.["status"];

function update(draft: ResourceClaim, old: ResourceClaim): { status: ResourceClaimStatus | undefined; errors: string[] } {
  rules?.prepareForUpdate?.(draft, old, { now: 0 });
  return { status: draft.status, errors: (rules?.validateUpdate?.(draft, old) ?? []).map(formatFieldError) };
}

test("a claim that is deallocated loses what drivers said of its devices", () => {
  const old = claim({ allocation: allocationOf("a"), devices: [id("a")] });
  assert.deepEqual(update(claim({ devices: [id("a")] }), old), { status: {}, errors: [] });
});

test("a claim that was never allocated keeps what is said of a device, and is refused for it", () => {
  const status = { devices: [id("a")] };
  assert.deepEqual(update(claim(status), claim({})), {
    status,
    errors: ['status.devices[0]: Invalid value: {"Driver":"d.io","Pool":"p","Device":"a","ShareID":""}: must be an allocated device in the claim'],
  });
});

test("a claim's status may not change its spec nor its labels", () => {
  const draft = claim({}, { labels: { a: "b" } });
  draft.spec = {};
  const old = claim({});
  update(draft, old);
  assert.deepEqual([draft.spec, draft.metadata.labels], [old.spec, undefined]);
});

test("an allocation that was taken once is not looked at again", () => {
  const status = { allocation: { devices: { results: [{ request: "gone", ...id("a") }] } } };
  assert.deepEqual(update(claim({ ...status, reservedFor: [pod("a")] }), claim(status)).errors, []);
});

test("an allocation does not change into another", () => {
  const { errors } = update(claim({ allocation: allocationOf("b") }), claim({ allocation: allocationOf("a") }));
  const device = '{"Request":"r","Driver":"d.io","Pool":"p","Device":"b","AdminAccess":null,"Tolerations":null,"BindingConditions":null,"BindingFailureConditions":null,"ShareID":null,"ConsumedCapacity":null}';
  assert.deepEqual(errors, [`status.allocation: Invalid value: {"Devices":{"Results":[${device}],"Config":null},"NodeSelector":null,"AllocationTimestamp":null}: field is immutable`]);
});

const reservations: { name: string; before: string[]; after: string[]; isDeleted: boolean; isRefused: boolean }[] = [
  { name: "a claim that is being deleted takes nobody new", before: ["a"], after: ["a", "b"], isDeleted: true, isRefused: true },
  { name: "a claim that is being deleted lets go of who had it", before: ["a", "b"], after: ["b"], isDeleted: true, isRefused: false },
  { name: "a claim that is being deleted keeps who has it", before: ["a"], after: ["a"], isDeleted: true, isRefused: false },
  { name: "a claim that stays takes somebody new", before: ["a"], after: ["a", "b"], isDeleted: false, isRefused: false },
];

for (const { name, before, after, isDeleted, isRefused } of reservations) {
  test(name, () => {
    const metadata = isDeleted ? { deletionTimestamp: "2026-01-31T08:00:00Z" } : {};
    const statusOf = (names: string[]): ResourceClaimStatus => ({ allocation: allocationOf("a"), reservedFor: names.map(pod) });
    const { errors } = update(claim(statusOf(after), metadata), claim(statusOf(before), metadata));
    assert.deepEqual(errors, isRefused ? ["status.reservedFor: Forbidden: new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set"] : []);
  });
}
