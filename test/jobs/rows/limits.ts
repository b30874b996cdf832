import assert from "node:assert/strict";
import { backoffLimitExceeded, completionsReached, type EndRow } from "../ends.ts";

export const rows: readonly EndRow[] = [
  {
    name: "backoffLimit 0 allows no second pod",
    job: "no-retry", parts: { spec: { backoffLimit: 0 }, script: "exit 1" }, end: backoffLimitExceeded, counts: { failed: 1 },
    also: async (life) => assert.deepEqual(await life.events("BackoffLimitExceeded"), ["Normal SuccessfulCreate Created pod: POD", "Warning BackoffLimitExceeded Job has reached the specified backoff limit"]),
  },
  {
    name: "with restartPolicy Never each try is a pod of its own, 10 s after the last has failed",
    job: "retry", parts: { spec: { backoffLimit: 1 }, script: "exit 1" }, end: backoffLimitExceeded, counts: { failed: 2 },
    also: async (life) => {
      const [first, second] = await life.pods();
      const waited = Date.parse(second?.metadata.creationTimestamp ?? "") - Date.parse(first?.status?.containerStatuses?.[0]?.state?.terminated?.finishedAt ?? "");
      assert.ok(waited >= 9_000 && waited < 60_000, `the second pod came ${waited} ms after the first had failed`);
    },
  },
  {
    name: "with restartPolicy OnFailure the container is restarted in its pod",
    job: "restarted", parts: { spec: { backoffLimit: 6 }, restartPolicy: "OnFailure", script: "! mkdir /marks/restarted" }, end: completionsReached, counts: { succeeded: 1 },
    also: async (life) => {
      const pods = await life.pods();
      assert.deepEqual(pods.map(({ status }) => [status?.phase, status?.containerStatuses?.[0]?.restartCount]), [["Succeeded", 1]]);
    },
  },
  {
    name: "with restartPolicy OnFailure the restarts count against backoffLimit, and the pod is ended",
    job: "restarts", parts: { spec: { backoffLimit: 1 }, restartPolicy: "OnFailure", script: "exit 1" }, end: backoffLimitExceeded, counts: { failed: 1 },
    also: async (life) => assert.deepEqual(await life.events("BackoffLimitExceeded"), ["Normal SuccessfulCreate Created pod: POD", "Normal SuccessfulDelete Deleted pod: POD", "Warning BackoffLimitExceeded Job has reached the specified backoff limit"]),
  },
  {
    name: "activeDeadlineSeconds ends the Job and its pods, whatever backoffLimit says",
    job: "deadline", parts: { spec: { activeDeadlineSeconds: 2, parallelism: 2 }, script: "sleep 3600" },
    end: { condition: "Failed", reason: "DeadlineExceeded", message: "Job was active longer than specified deadline" }, counts: { failed: 2 },
    also: async (life) => {
      const ended = await life.ended();
      const activeMs = Date.parse(ended.status?.conditions?.find(({ type }) => type === "FailureTarget")?.lastTransitionTime ?? "") - Date.parse(ended.status?.startTime ?? "");
      assert.ok(activeMs >= 2_000 && activeMs < 60_000, `the Job was ended after ${activeMs} ms`);
      await life.podsThat("being gone", (pods) => pods.length === 0);
    },
  },
];
