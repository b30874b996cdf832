import assert from "node:assert/strict";
import { test } from "node:test";
import type { Device, ResourceSlice, ResourceSliceSpec } from "../../types/resource/v1.gen.ts";
import { validate } from "./validation.ts";

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const anywhere = (spec: Partial<ResourceSliceSpec>): ResourceSlice => ({ metadata: { name: "x" }, spec: { driver: "d.io", pool: { name: "p", resourceSliceCount: 1, generation: 0 }, ...spec } });
const slice = (spec: Partial<ResourceSliceSpec>) => anywhere({ nodeName: "n", ...spec });
const device = (rest: Partial<Device>) => slice({ devices: [{ name: "d", ...rest }] });
const shared = (validRange: object, wanted: string) => device({ allowMultipleAllocations: true, capacity: { m: { value: "8", requestPolicy: { default: wanted, validRange: validRange as { min: string } } } } });
const counters = (count: number) => Object.fromEntries(many(count, (index) => [`c${index}`, { value: "1" }]));

/** What stands on the right side of a limit, right on it. What is past it stands among the known mistakes. */
const right: { name: string; slice: ResourceSlice }[] = [
  { name: "no devices", slice: slice({}) },
  { name: "128 devices", slice: slice({ devices: many(128, (index) => ({ name: `d${index}` })) }) },
  { name: "64 devices with taints", slice: slice({ devices: many(64, (index) => ({ name: `d${index}`, taints: [{ key: "k", effect: "None" }] })) }) },
  { name: "8 sets of 32 counters", slice: slice({ sharedCounters: many(8, (index) => ({ name: `s${index}`, counters: counters(32) })) }) },
  { name: "a device that takes from two sets", slice: device({ consumesCounters: many(2, (index) => ({ counterSet: `s${index}`, counters: counters(1) })) }) },
  { name: "32 attributes and capacities", slice: device({ attributes: Object.fromEntries(many(31, (index) => [`a${index}`, { int: 1 }])), capacity: { c: { value: "1" } } }) },
  { name: "a text of 64 bytes", slice: device({ attributes: { a: { string: "x".repeat(64) } } }) },
  { name: "a version with all its parts", slice: device({ attributes: { a: { version: "1.2.3-rc.1+build.01" } } }) },
  { name: "an attribute of a domain, of 32 characters", slice: device({ attributes: { [`a.io/${"a".repeat(32)}`]: { bool: false } } }) },
  { name: "16 taints", slice: device({ taints: many(16, () => ({ key: "k", value: "", effect: "NoExecute" })) }) },
  { name: "4 conditions of both kinds", slice: device({ bindingConditions: many(4, (index) => `a${index}`), bindingFailureConditions: many(4, (index) => `b${index}`) }) },
  { name: "amounts up to the capacity", slice: device({ allowMultipleAllocations: true, capacity: { m: { value: "10", requestPolicy: { default: "10", validValues: many(10, (index) => `${index + 1}`) } } } }) },
  { name: "a range that is the capacity", slice: shared({ min: "8", max: "8" }, "8") },
  { name: "a range whose one step ends at the capacity", slice: shared({ min: "4", max: "8", step: "4" }, "8") },
  { name: "nodes by one term", slice: anywhere({ nodeSelector: { nodeSelectorTerms: [{}] } }) },
  { name: "devices with nodes of their own", slice: anywhere({ perDeviceNodeSelection: true, devices: [{ name: "d", nodeName: "n" }] }) },
];

for (const { name, slice } of right) test(`a slice may have ${name}`, () => assert.deepEqual(validate(slice), []));
