import assert from "node:assert/strict";
import type { PodFailurePolicyRule } from "../../../src/api/types/batch/v1.gen.ts";
import { backoffLimitExceeded, completionsReached, type EndRow, policyFailed } from "../ends.ts";
import type { JobLab, JobLife, JobParts } from "../lab.ts";

const on = (action: PodFailurePolicyRule["action"], operator: "In" | "NotIn", values: number[], containerName?: string): PodFailurePolicyRule => ({ action, onExitCodes: { operator, values, ...(containerName !== undefined && { containerName }) } });
const onDisruption = (action: PodFailurePolicyRule["action"]): PodFailurePolicyRule => ({ action, onPodConditions: [{ type: "DisruptionTarget", status: "True" }] });
const rules = (...each: PodFailurePolicyRule[]): { podFailurePolicy: { rules: PodFailurePolicyRule[] } } => ({ podFailurePolicy: { rules: each } });

/** The first pod fails with 42, the next succeeds. */
const failsOnce = (name: string): string => `mkdir /marks/${name} && exit 42; true`;
const sidecar: JobParts["pod"] = { initContainers: [{ name: "first", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["sh", "-c", "exit 42"] }] };

/** Evicts the Job's pod as `kubectl drain` does: its end is then a disruption. */
async function evict(life: JobLife, { client }: JobLab): Promise<void> {
  const [pod] = await life.podsThat("running", (pods) => pods.some(({ status }) => status?.phase === "Running"));
  const { name = "", namespace } = pod?.metadata ?? {};
  const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
  await client.transport.request({ verb: "create", resource: { group: "", version: "v1", resource: "pods" }, subresource: "eviction", namespace, name, body });
}

export const rows: readonly EndRow[] = [
  {
    name: "FailJob ends the Job at once on its exit code",
    job: "fail-job", parts: { spec: { backoffLimit: 6, ...rules(on("FailJob", "In", [3, 42])) }, script: "exit 42" },
    end: policyFailed("Container main for pod default/POD failed with exit code 42 matching FailJob rule at index 0"), counts: { failed: 1 },
    also: async (life) => assert.equal(life.now.spec.podReplacementPolicy, "Failed"),
  },
  {
    name: "Ignore does not count the failure",
    job: "ignore", parts: { spec: { backoffLimit: 0, ...rules(on("Ignore", "In", [42])) }, script: failsOnce("ignore") },
    end: completionsReached, counts: { succeeded: 1 },
    also: async (life) => assert.equal((await life.pods()).length, 2),
  },
  {
    name: "Count counts the failure, and later rules are not asked",
    job: "count", parts: { spec: { backoffLimit: 0, ...rules(on("Count", "In", [42]), on("FailJob", "NotIn", [1])) }, script: "exit 42" },
    end: backoffLimitExceeded, counts: { failed: 1 },
  },
  {
    name: "FailIndex fails the index without another try",
    job: "fail-index", parts: { spec: { completions: 2, parallelism: 2, completionMode: "Indexed", backoffLimitPerIndex: 5, ...rules(on("FailIndex", "In", [42])) }, script: '[ "$JOB_COMPLETION_INDEX" = 0 ] || exit 42' },
    end: { condition: "Failed", reason: "FailedIndexes", message: "Job has failed indexes" }, counts: { succeeded: 1, failed: 1, completedIndexes: "0", failedIndexes: "1" },
    also: async (life) => assert.equal((await life.pods()).length, 2),
  },
  {
    name: "NotIn matches every other exit code but 0",
    job: "not-in", parts: { spec: { backoffLimit: 6, ...rules(on("FailJob", "NotIn", [1, 2])) }, script: "exit 3" },
    end: policyFailed("Container main for pod default/POD failed with exit code 3 matching FailJob rule at index 0"), counts: { failed: 1 },
  },
  {
    name: "containerName narrows a rule to one container, init containers included",
    job: "by-container", parts: { spec: { backoffLimit: 0, ...rules(on("Ignore", "In", [42], "main"), on("FailJob", "In", [42], "first")) }, pod: sidecar },
    end: policyFailed("Container first for pod default/POD failed with exit code 42 matching FailJob rule at index 1"), counts: { failed: 1 },
  },
  {
    name: "an evicted pod is a disruption, which a rule on its condition ignores",
    job: "evicted", parts: { spec: { backoffLimit: 0, ...rules(onDisruption("Ignore")) }, script: "mkdir /marks/evicted || exit 0; sleep 3600" },
    meanwhile: async (life, lab) => {
      await lab.untilMarked("evicted");
      await evict(life, lab);
    },
    end: completionsReached, counts: { succeeded: 1 },
  },
  {
    name: "a rule on a condition can end the Job",
    job: "evicted-fail", parts: { spec: { backoffLimit: 6, ...rules(onDisruption("FailJob")) }, script: "sleep 3600" }, meanwhile: evict,
    end: policyFailed("Pod default/POD has condition DisruptionTarget matching FailJob rule at index 0"), counts: { failed: 1 },
  },
  {
    name: "a rule on a condition's status False does not match a disruption",
    job: "no-disruption", parts: { spec: { backoffLimit: 0, ...rules({ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "False" }] }) }, script: "sleep 3600" }, meanwhile: evict,
    end: backoffLimitExceeded, counts: { failed: 1 },
  },
];
