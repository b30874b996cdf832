import assert from "node:assert/strict";
import { backoffLimitExceeded, completionsReached, type EndRow } from "../ends.ts";

/** Three ways to say when a Job is done: nothing, a fixed count, a work queue. */
export const rows: readonly EndRow[] = [
  {
    name: "a Job that says neither completions nor parallelism runs one pod",
    job: "single", parts: {}, end: completionsReached, counts: { succeeded: 1 },
    also: async (life) => {
      const { completions, parallelism, backoffLimit, completionMode, suspend } = life.now.spec;
      assert.deepEqual({ completions, parallelism, backoffLimit, completionMode, suspend }, { completions: 1, parallelism: 1, backoffLimit: 6, completionMode: "NonIndexed", suspend: false });
      assert.deepEqual(await life.events("Completed"), ["Normal Completed Job completed", "Normal SuccessfulCreate Created pod: POD"]);
    },
  },
  {
    name: "a fixed count of completions runs with at most parallelism pods at once",
    job: "fixed", parts: { spec: { completions: 5, parallelism: 2 }, script: "sleep 0.4" }, end: completionsReached, counts: { succeeded: 5 },
    also: async (life) => {
      assert.equal((await life.pods()).length, 5);
      assert.equal(Math.max(...life.versions.map(({ status }) => status?.active ?? 0)), 2);
      const succeeded = life.versions.map(({ status }) => status?.succeeded ?? 0);
      assert.deepEqual(succeeded, succeeded.toSorted((a, b) => a - b), "the counter never goes back");
    },
  },
  {
    name: "parallelism above completions runs only as many pods as are missing",
    job: "surplus", parts: { spec: { completions: 2, parallelism: 5 } }, end: completionsReached, counts: { succeeded: 2 },
    also: async (life) => assert.equal((await life.pods()).length, 2),
  },
  {
    name: "a work queue is done when its workers have ended, each item worked off once",
    job: "queue",
    parts: {
      spec: { parallelism: 3 },
      // Renaming is what two workers cannot both do.
      script: 'while item=$(ls /marks/queue-items | head -n 1) && [ -n "$item" ]; do mv /marks/queue-items/$item /marks/queue-work-$item 2>/dev/null && echo "worked $item"; done; exit 0',
      pod: { initContainers: [{ name: "fill", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["sh", "-c", "mkdir /marks/queue-items || exit 0; for n in a b c d e f; do : > /marks/queue-items/$n; done"], volumeMounts: [{ name: "marks", mountPath: "/marks" }] }] },
    },
    end: completionsReached, counts: { succeeded: 3 },
    also: async (life, { cluster }) => {
      assert.equal(life.now.spec.completions, undefined);
      const lines = (await cluster.kubectl("logs", "-l", "job-name=queue", "--tail=-1")).trim().split("\n").sort();
      assert.deepEqual(lines, ["a", "b", "c", "d", "e", "f"].map((item) => `worked ${item}`));
      assert.match(await cluster.kubectl("get", "job", "queue", "--no-headers"), /^queue +Complete +3\/1 of 3 /);
    },
  },
  {
    name: "a work queue makes no new pods once one worker has succeeded",
    job: "drained", parts: { spec: { parallelism: 2, backoffLimit: 3 }, script: "if mkdir /marks/drained; then exit 0; fi; sleep 1; exit 1" }, end: completionsReached, counts: { succeeded: 1, failed: 1 },
    also: async (life) => assert.equal((await life.pods()).length, 2),
  },
  {
    name: "completions 0 is reached without a pod",
    job: "nothing", parts: { spec: { completions: 0 } }, end: completionsReached, counts: {},
    also: async (life) => assert.deepEqual(await life.pods(), []),
  },
  {
    name: "every pod stands in uncountedTerminatedPods before it is counted",
    job: "counted", parts: { spec: { completions: 2, parallelism: 1, backoffLimit: 2 }, script: "mkdir /marks/counted-1 && exit 0; mkdir /marks/counted-2 && exit 1; sleep 3600" },
    meanwhile: async (life) => {
      // Succeeded, failed, and a third that waits: the Job does not end, so each must be counted on its own.
      await life.until("a success that is noted", ({ status }) => (status?.uncountedTerminatedPods?.succeeded?.length ?? 0) === 1);
      await life.until("a failure that is noted", ({ status }) => (status?.uncountedTerminatedPods?.failed?.length ?? 0) === 1);
      const counted = await life.until("both counted", ({ status }) => status?.succeeded === 1 && status.failed === 1);
      assert.deepEqual(counted.status?.uncountedTerminatedPods, {});
      await life.until("the third", ({ status }) => status?.failed === 1 && status.ready === 1);
      await life.patch({ spec: { backoffLimit: 0 } });
    },
    // The third is ended, which counts as a failure.
    end: backoffLimitExceeded, counts: { succeeded: 1, failed: 2 },
  },
];
