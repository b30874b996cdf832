import assert from "node:assert/strict";
import { type EndRow, successPolicyMet } from "../ends.ts";

const indexed = { completions: 3, parallelism: 3, completionMode: "Indexed" } as const;

/** Index 0 succeeds, the others would go on for long; they are ended, and a Job that succeeds does not count them. */
const leader = '[ "$JOB_COMPLETION_INDEX" = 0 ] || sleep 3600';

export const rows: readonly EndRow[] = [
  {
    name: "the Job is done when the listed indexes have succeeded, and the rest is ended",
    job: "leader", parts: { spec: { ...indexed, successPolicy: { rules: [{ succeededIndexes: "0" }] } }, script: leader },
    end: successPolicyMet(0), counts: { succeeded: 1, completedIndexes: "0" },
  },
  {
    name: "the Job is done when enough of its indexes have succeeded",
    job: "enough", parts: { spec: { ...indexed, successPolicy: { rules: [{ succeededCount: 1 }] } }, script: '[ "$JOB_COMPLETION_INDEX" = 2 ] || sleep 3600' },
    end: successPolicyMet(0), counts: { succeeded: 1, completedIndexes: "2" },
  },
  {
    name: "both in one rule ask for that many of the listed indexes, and the rule that was met is named",
    job: "some-listed", parts: { spec: { ...indexed, successPolicy: { rules: [{ succeededIndexes: "2" }, { succeededIndexes: "0-1", succeededCount: 1 }] } }, script: leader },
    end: successPolicyMet(1), counts: { succeeded: 1, completedIndexes: "0" },
    also: async (life) => assert.ok(life.versions.some(({ status }) => status?.conditions?.length === 1 && status.conditions[0]?.type === "SuccessCriteriaMet"), "SuccessCriteriaMet comes before Complete"),
  },
];
