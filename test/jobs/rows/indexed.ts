import assert from "node:assert/strict";
import type { Pod } from "../../../src/api/types/core/v1.gen.ts";
import { completionsReached, type End, type EndRow } from "../ends.ts";

const failedIndexes: End = { condition: "Failed", reason: "FailedIndexes", message: "Job has failed indexes" };
const indexKey = "batch.kubernetes.io/job-completion-index";
const annotation = (pod: Pod, name: string): string | undefined => pod.metadata.annotations?.[`batch.kubernetes.io/${name}`];

export const rows: readonly EndRow[] = [
  {
    name: "each index has its host name, its variable, its label and its annotation",
    job: "indexed", parts: { spec: { completions: 3, parallelism: 3, completionMode: "Indexed" }, script: 'echo "$(hostname) $JOB_COMPLETION_INDEX"' },
    end: completionsReached, counts: { succeeded: 3, completedIndexes: "0-2" },
    also: async (life, { cluster }) => {
      const pods = await life.pods();
      assert.deepEqual(pods.map(({ metadata, spec }) => [metadata.annotations?.[indexKey], metadata.labels?.[indexKey], spec?.hostname]), [0, 1, 2].map((index) => [`${index}`, `${index}`, `indexed-${index}`]));
      for (const [index, { metadata }] of pods.entries()) {
        assert.match(metadata.name ?? "", new RegExp(`^indexed-${index}-[a-z0-9]{5}$`));
        assert.equal(await cluster.kubectl("logs", metadata.name ?? ""), `indexed-${index} ${index}\n`);
      }
    },
  },
  {
    name: "the lowest missing indexes run first",
    job: "in-order", parts: { spec: { completions: 4, parallelism: 1, completionMode: "Indexed" } }, end: completionsReached, counts: { succeeded: 4, completedIndexes: "0-3" },
    also: async (life) => {
      const grown = [...new Set(life.versions.map(({ status }) => status?.completedIndexes ?? ""))];
      assert.deepEqual(grown, ["", "0", "0,1", "0-2", "0-3"]);
    },
  },
  {
    name: "JOB_COMPLETION_INDEX that the template sets is left alone",
    job: "own-variable", parts: { spec: { completions: 1, completionMode: "Indexed" }, script: 'echo "$JOB_COMPLETION_INDEX"', container: { env: [{ name: "JOB_COMPLETION_INDEX", value: "mine" }] } },
    end: completionsReached, counts: { succeeded: 1, completedIndexes: "0" },
    also: async (life, { cluster }) => assert.equal(await cluster.kubectl("logs", `job/${life.name}`), "mine\n"),
  },
  {
    name: "an index past its own back-off limit fails, and the others go on",
    job: "one-fails", parts: { spec: { completions: 4, parallelism: 2, completionMode: "Indexed", backoffLimitPerIndex: 0 }, script: '[ "$JOB_COMPLETION_INDEX" != 1 ]' },
    end: failedIndexes, counts: { succeeded: 3, failed: 1, completedIndexes: "0,2,3", failedIndexes: "1" },
    also: async (life) => assert.equal(life.now.spec.backoffLimit, 2_147_483_647),
  },
  {
    name: "an index within its back-off limit is tried again after 10 s, and its pod carries the failure count",
    job: "tried-again", parts: { spec: { completions: 2, parallelism: 2, completionMode: "Indexed", backoffLimitPerIndex: 1 }, script: '[ "$JOB_COMPLETION_INDEX" = 0 ] || ! mkdir /marks/tried-again' },
    end: completionsReached, counts: { succeeded: 2, failed: 1, completedIndexes: "0,1", failedIndexes: "" },
    also: async (life) => {
      const [, first, second] = await life.pods();
      assert.ok(first !== undefined && second !== undefined);
      assert.deepEqual([annotation(first, "job-index-failure-count"), annotation(second, "job-index-failure-count")], ["0", "1"]);
      const waited = Date.parse(second.metadata.creationTimestamp ?? "") - Date.parse(first.status?.containerStatuses?.[0]?.state?.terminated?.finishedAt ?? "");
      assert.ok(waited >= 9_000, `the second try came ${waited} ms after the first had ended`);
    },
  },
  {
    name: "more failed indexes than maxFailedIndexes end the Job",
    job: "too-many", parts: { spec: { completions: 4, parallelism: 1, completionMode: "Indexed", backoffLimitPerIndex: 0, maxFailedIndexes: 1 }, script: "exit 1" },
    end: { condition: "Failed", reason: "MaxFailedIndexesExceeded", message: "Job has exceeded the specified maximal number of failed indexes" }, counts: { failed: 2, failedIndexes: "0,1" },
    also: async (life) => assert.equal((await life.pods()).length, 2),
  },
];
