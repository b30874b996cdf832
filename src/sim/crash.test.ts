import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Job } from "../api/types/batch/v1.gen.ts";
import { jobs, pods } from "../client/resources.ts";
import { dieAtWrite } from "./faults.ts";
import { brokenInvariants, leftoverFinalizers } from "./invariants.ts";
import { Simulation } from "./simulation.ts";

/** Three pods succeed after a second each, two at a time. */
const job: Job = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "pi", namespace: "default" },
  spec: { completions: 3, parallelism: 2, template: { spec: { restartPolicy: "Never", automountServiceAccountToken: false, containers: [{ name: "main", image: "busybox", command: ["sleep", "1"] }] } } },
};

/** All controllers die at their n-th write; two seconds later new ones start. */
async function historyWithCrash(seed: number, nth: number, lost: "request" | "answer"): Promise<string> {
  const simulation = await Simulation.start({ seed });
  const { client, clock } = simulation;
  try {
    simulation.killControllers();
    simulation.startControllers(dieAtWrite(nth, lost));
    await clock.advance(0);
    await client.create(jobs, structuredClone(job));
    for (let second = 0; second < 40; second++) {
      await clock.advance(1_000);
      assert.deepEqual(await brokenInvariants(client), []);
      if (second !== 2) continue;
      simulation.killControllers();
      simulation.startControllers();
    }
    const { status } = await client.get(jobs, { namespace: "default", name: "pi" });
    assert.deepEqual([status?.succeeded, status?.failed, status?.conditions?.map(({ type }) => type)], [3, undefined, ["SuccessCriteriaMet", "Complete"]]);
    assert.deepEqual(await leftoverFinalizers(client), []);
    assert.equal((await client.list(pods, { namespace: "default" })).items.length, 3, "no pod was made twice");
    return await simulation.history();
  } finally {
    await simulation.stop();
  }
}

describe("simulation: controllers that die at any of their writes leave nothing that their successors do not mend", () => {
  for (const lost of ["request", "answer"] as const) {
    for (let nth = 1; nth <= 16; nth++) {
      test(`write ${nth}, its ${lost} lost`, async () => {
        await historyWithCrash(nth, nth, lost);
      });
    }
  }
});

test("simulation: the same seed gives the same history, byte for byte, and another seed another one", async () => {
  const [first, second, other] = [await historyWithCrash(1, 5, "answer"), await historyWithCrash(1, 5, "answer"), await historyWithCrash(2, 5, "answer")];
  assert.equal(first, second);
  assert.notEqual(first, other);
});
