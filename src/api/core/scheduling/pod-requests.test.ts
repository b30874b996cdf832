import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod, PodStatus } from "../../types/core/v1.gen.ts";
import { occupiedRequests } from "./pod-requests.ts";

const has = (cpu: string, allocated: string, more: PodStatus = {}): PodStatus => ({ observedGeneration: 2, containerStatuses: [{ name: "main", image: "", imageID: "", ready: true, restartCount: 0, resources: { requests: { cpu } }, allocatedResources: { cpu: allocated } }], ...more });
const pending = (reason: string): PodStatus => ({ conditions: [{ type: "PodResizePending", status: "True", reason }] });
const rows: { name: string; wished: string; status?: PodStatus; milli: number }[] = [
  { name: "what it asks for before it runs", wished: "1", milli: 1_000 },
  { name: "what it asks for while it runs", wished: "1", status: has("1", "1"), milli: 1_000 },
  { name: "what it will have, as soon as it wishes for more", wished: "2", status: has("1", "1", { observedGeneration: 1 }), milli: 2_000 },
  { name: "what it has, until it has less", wished: "1", status: has("2", "2", { observedGeneration: 1 }), milli: 2_000 },
  { name: "what it was allocated, until it has that", wished: "1", status: has("500m", "2", { conditions: [{ type: "PodResizeInProgress", status: "True" }] }), milli: 2_000 },
  { name: "what it waits for", wished: "2", status: has("1", "1", pending("Deferred")), milli: 2_000 },
  { name: "not what no node of that size can give", wished: "1000", status: has("1", "1", pending("Infeasible")), milli: 1_000 },
];
for (const { name, wished, status, milli } of rows) {
  test(`a pod occupies of its node ${name}`, () => {
    const pod: Pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", generation: 2 }, spec: { containers: [{ name: "main", image: "busybox", resources: { requests: { cpu: wished } } }] }, status };
    assert.equal(occupiedRequests(pod).get("cpu"), milli);
  });
}

test("a pod with resources of its own occupies what it has of them while they shrink", () => {
  const pod: Pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", generation: 2 }, spec: { containers: [{ name: "main", image: "busybox" }], resources: { requests: { cpu: "1" } } }, status: { observedGeneration: 1, containerStatuses: [], resources: { requests: { cpu: "3" } }, allocatedResources: { cpu: "2" } } };
  assert.equal(occupiedRequests(pod).get("cpu"), 3_000);
});
