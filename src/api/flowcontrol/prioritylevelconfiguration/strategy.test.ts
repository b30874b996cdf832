import assert from "node:assert/strict";
import { test } from "node:test";
import type { PriorityLevelConfiguration, PriorityLevelConfigurationSpec } from "../../types/flowcontrol/v1.gen.ts";
import { strategy } from "./strategy.ts";

const level = (spec: PriorityLevelConfigurationSpec): PriorityLevelConfiguration => ({
  metadata: { name: "a", creationTimestamp: "2026-01-31T07:00:00Z" },
  spec,
});
const now = Date.parse("2026-01-31T08:00:00Z");

const cases: { name: string; spec: PriorityLevelConfigurationSpec; after: PriorityLevelConfigurationSpec; row: unknown[] }[] = [
  {
    name: "a level that queues gets shares and queues",
    spec: { type: "Limited", limited: { limitResponse: { type: "Queue", queuing: {} } } },
    after: {
      type: "Limited",
      limited: {
        nominalConcurrencyShares: 30,
        lendablePercent: 0,
        limitResponse: { type: "Queue", queuing: { queues: 64, handSize: 8, queueLengthLimit: 50 } },
      },
    },
    row: ["a", "Limited", 30, 64, 8, 50, "60m"],
  },
  {
    name: "a level with no shares keeps none",
    spec: { type: "Limited", limited: { nominalConcurrencyShares: 0, limitResponse: { type: "Reject" } } },
    after: { type: "Limited", limited: { nominalConcurrencyShares: 0, lendablePercent: 0, limitResponse: { type: "Reject" } } },
    row: ["a", "Limited", 0, "<none>", "<none>", "<none>", "60m"],
  },
  {
    name: "an exempt level has no shares of its own",
    spec: { type: "Exempt", exempt: {} },
    after: { type: "Exempt", exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } },
    row: ["a", "Exempt", 0, "<none>", "<none>", "<none>", "60m"],
  },
];

for (const { name, spec, after, row } of cases) {
  test(`priority levels: ${name}`, () => {
    const draft = level(spec);
    strategy.applyDefaults?.(draft);
    assert.deepEqual(draft.spec, after);
    assert.deepEqual(strategy.printRow?.(draft, now), row);
  });
}
