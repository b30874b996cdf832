import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { makePlan, type Plan } from "./plan.ts";
import { runHistory } from "./run-history.ts";

const count = 150;

test(`histories: nothing happens in ${count} of them that should not`, async () => {
  const broken: string[] = [];
  for (let seed = 1; seed <= count; seed++) for (const text of (await runHistory(makePlan(seed))).broken) broken.push(`seed ${seed}: ${text}`);
  assert.deepEqual(broken, [], "run npm run histories -- --only SEED for the shortest way there");
});

describe("histories: the same seed gives the same one, byte for byte", () => {
  for (const seed of [6, 27, 78, 1_003]) {
    test(`seed ${seed}`, async () => {
      const first = await runHistory(makePlan(seed), { withText: true });
      assert.equal((await runHistory(makePlan(seed), { withText: true })).text, first.text);
      assert.ok(first.revisions > 50);
    });
  }

  test("and another seed another one", async () => {
    const [a, b] = await Promise.all([runHistory(makePlan(1), { withText: true }), runHistory(makePlan(2), { withText: true })]);
    assert.notEqual(a.text, b.text);
  });
});

/** Eight completions, four at a time, five seconds each. */
const worker: Plan["steps"][number] = {
  atMs: 1_000,
  step: {
    type: "create",
    job: {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "worker", namespace: "default" },
      spec: {
        completions: 8,
        parallelism: 4,
        template: { spec: { restartPolicy: "Never", automountServiceAccountToken: false, containers: [{ name: "main", image: "worker", env: [{ name: "RUN_SECONDS", value: "5" }, { name: "FAIL_PERCENT", value: "0" }] }] } },
      },
    },
  },
};

test("histories: a pod whose creation got no answer is not made again while its event is late", async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const weather = { lostRequests: 0, lostAnswers: 300, cutWatches: 0, watchDelayMs: 2_000 };
    const { broken } = await runHistory({ seed, nodes: ["a"], steps: [{ atMs: 0, step: { type: "weather", component: "controllers", weather, forMs: 60_000 } }, worker] });
    assert.deepEqual(broken, []);
  }
});
