import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceClaim, DeviceSubRequest, ExactDeviceRequest } from "../../types/resource/v1.gen.ts";
import { validateClaimSpec } from "./validation.ts";

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const wanted = (rest: Partial<ExactDeviceRequest> = {}): ExactDeviceRequest => ({ deviceClassName: "c", allocationMode: "ExactCount", count: 1, ...rest });
const choice = (index: number): DeviceSubRequest => ({ ...wanted(), name: `s${index}` });
const asking = (rest: Partial<ExactDeviceRequest>): DeviceClaim => ({ requests: [{ name: "r", exactly: wanted(rest) }] });
const problems = (devices: DeviceClaim) => validateClaimSpec({ devices }, "spec").map(({ field }) => field);

/** What stands on the right side of a limit, right on it. What is past it stands among the known mistakes. */
const right: { name: string; devices: DeviceClaim }[] = [
  { name: "nothing", devices: {} },
  { name: "32 requests", devices: { requests: many(32, (index) => ({ name: `r${index}`, exactly: wanted() })) } },
  { name: "a choice between 8", devices: { requests: [{ name: "r", firstAvailable: many(8, choice) }] } },
  { name: "all devices", devices: { requests: [{ name: "r", exactly: { deviceClassName: "c", allocationMode: "All" } }] } },
  { name: "by an expression of 10 KiB", devices: asking({ selectors: [{ cel: { expression: "true".padEnd(10 * 1024) } }] }) },
  { name: "with 32 selectors", devices: asking({ selectors: many(32, () => ({ cel: { expression: "true" } })) }) },
  { name: "tainted ones", devices: asking({ tolerations: [{ operator: "Exists" }] }) },
  {
    name: "with constraints and configurations of requests and subrequests",
    devices: {
      requests: [{ name: "r", firstAvailable: [choice(0)] }],
      constraints: many(32, () => ({ requests: ["r", "r/s0"], matchAttribute: "d.io/a" })),
      config: many(32, () => ({ requests: ["r/s0"], opaque: { driver: "d.io", parameters: {} } })),
    },
  },
];

for (const { name, devices } of right) test(`a claim may be for devices: ${name}`, () => assert.deepEqual(problems(devices), []));

test("a count of none is refused where no default fills it in", () => {
  assert.deepEqual(problems(asking({ count: 0 })), ["spec.devices.requests[0].exactly.count"]);
});
