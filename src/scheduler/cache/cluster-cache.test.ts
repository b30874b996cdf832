import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import { ClusterCache } from "./cluster-cache.ts";

const containers = (cpu: string) => [{ name: "main", image: "busybox", resources: { requests: { cpu } } }];
const spec = { nodeName: "n1", containers: containers("2") };
const smaller = { nodeName: "n1", containers: containers("1") };
const seen = (generation: number, podSpec: Pod["spec"], observedGeneration: number, cpu: string): Pod => ({
  apiVersion: "v1", kind: "Pod", metadata: { name: "web", uid: "u1", generation }, spec: podSpec, status: { observedGeneration, containerStatuses: [{ name: "main", image: "", imageID: "", ready: true, restartCount: 0, resources: { requests: { cpu } }, allocatedResources: { cpu } }] } satisfies PodStatus,
});

test("a node's room comes free when a pod on it has shrunk, not when it is told to", () => {
  const cache = new ClusterCache();
  cache.setNode({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" }, spec: {} });
  const requested = () => cache.nodes[0]?.requested.get("cpu");
  const history = [seen(1, spec, 1, "2"), seen(2, smaller, 1, "2"), seen(2, smaller, 2, "1")].map((pod) => (cache.setPod(pod), requested()));
  assert.deepEqual(history, [2_000, 2_000, 1_000]);
  cache.removePod(seen(2, smaller, 2, "1"));
  assert.equal(requested(), 0);
});
