import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { formatTime } from "../../machinery/time/time.ts";
import { victimOrder } from "./victim-order.ts";

const now = Date.UTC(2026, 0, 1);
interface Traits { node?: string; phase?: "Pending" | "Running" | "Unknown"; readySeconds?: number; cost?: string; restarts?: number; ageSeconds?: number; uid?: string }
function aPod({ node = "a", phase = "Running", readySeconds, cost, restarts = 0, ageSeconds = 100, uid = "u" }: Traits): Pod {
  const since = (seconds: number): string => formatTime(now - seconds * 1_000);
  return {
    metadata: { uid, creationTimestamp: since(ageSeconds), annotations: cost === undefined ? {} : { "controller.kubernetes.io/pod-deletion-cost": cost } },
    spec: { nodeName: node, containers: [] },
    status: {
      phase,
      conditions: readySeconds === undefined ? [] : [{ type: "Ready", status: "True", lastTransitionTime: since(readySeconds) }],
      containerStatuses: [{ name: "main", image: "", imageID: "", ready: true, restartCount: restarts }],
    },
  };
}

const rows: [name: string, first: Traits, second: Traits][] = [
  ["a pod without a node before one that has one", { node: "" }, { phase: "Pending" }],
  ["Pending before Unknown", { phase: "Pending" }, { phase: "Unknown" }],
  ["Unknown before Running", { phase: "Unknown" }, {}],
  ["not ready before ready", {}, { readySeconds: 1 }],
  ["the lower deletion cost first", { cost: "-5" }, {}],
  ["a cost that is no number counts as 0", { cost: "x" }, { cost: "1" }],
  ["ready for a shorter time first", { readySeconds: 10 }, { readySeconds: 80 }],
  ["times within a factor of two count as equal, and restarts decide", { readySeconds: 70, restarts: 2 }, { readySeconds: 65, restarts: 1 }],
  ["the younger first", { ageSeconds: 10 }, { ageSeconds: 90 }],
  ["the UID decides at last", { uid: "a" }, { uid: "b" }],
];

describe("victim order", () => {
  for (const [name, first, second] of rows) {
    test(name, () => {
      const [a, b] = [aPod(first), aPod(second)];
      assert.deepEqual([[a, b].sort(victimOrder(now)), [b, a].sort(victimOrder(now))], [[a, b], [a, b]]);
    });
  }
});
