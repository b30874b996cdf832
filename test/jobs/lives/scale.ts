import assert from "node:assert/strict";
import { assertEnd, completionsReached } from "../ends.ts";
import type { Life } from "../life.ts";

export const lives: readonly Life[] = [
  {
    name: "parallelism 0 holds the Job without pods until it is raised",
    run: async (lab) => {
      const life = await lab.create("held", { spec: { completions: 2, parallelism: 0 } });
      await life.until("having started", ({ status }) => status?.startTime !== undefined);
      assert.deepEqual(await life.pods(), []);
      await life.patch({ spec: { parallelism: 2 } });
      assertEnd(await life.ended(), completionsReached, { succeeded: 2 });
    },
  },
  {
    name: "lowering parallelism ends the pods that are too many",
    run: async (lab) => {
      const life = await lab.create("lowered", { spec: { completions: 3, parallelism: 3 }, script: "sleep 3600" });
      await life.until("three ready", ({ status }) => status?.ready === 3);
      await life.patch({ spec: { parallelism: 1 } });
      await life.until("one active", ({ status }) => status?.active === 1 && status.ready === 1 && status.terminating === 0);
      await life.podsThat("being one", (pods) => pods.length === 1);
    },
  },
  {
    name: "an Indexed Job grows and shrinks when completions and parallelism change together",
    run: async (lab) => {
      const life = await lab.create("elastic", { spec: { completions: 2, parallelism: 2, completionMode: "Indexed" }, script: '[ "$JOB_COMPLETION_INDEX" = 0 ] || sleep 3600' });
      const indexes = async (): Promise<(string | undefined)[]> => (await life.pods()).filter(({ status }) => status?.phase === "Running").map(({ metadata }) => metadata.labels?.["batch.kubernetes.io/job-completion-index"]);
      await life.until("index 0 done", ({ status }) => status?.completedIndexes === "0" && status.active === 1);
      await life.patch({ spec: { completions: 4, parallelism: 4 } });
      await life.until("three active", ({ status }) => status?.active === 3 && status.ready === 3);
      assert.deepEqual(await indexes(), ["1", "2", "3"]);
      await life.patch({ spec: { completions: 2, parallelism: 2 } });
      await life.podsThat("having lost 2 and 3", (pods) => pods.length === 2);
      assert.deepEqual(await indexes(), ["1"]);
      const refused = await life.patch({ spec: { completions: 3 } }).catch((error: Error) => error.message);
      assert.match(String(refused), /spec\.completions: Invalid value: 3: can only be modified in tandem with spec\.parallelism/);
      await life.patch({ spec: { completions: 1, parallelism: 1 } });
      assertEnd(await life.ended(), completionsReached, { succeeded: 1, completedIndexes: "0" });
    },
  },
];
