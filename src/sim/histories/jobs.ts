import type { Job, JobSpec } from "../../api/types/batch/v1.gen.ts";
import type { Random } from "../../base/random.ts";

/** The kinds of Jobs that histories are made of. */
const kinds = ["single", "fixed", "queue", "indexed", "perIndex", "failurePolicy", "successPolicy", "elastic", "deadline", "onFailure", "failing", "indexPolicy", "managed", "idle"] as const;

/** A Job of a kind by chance. What its containers do is in their environment: `ledger.ts` reads it. */
export function randomJob(name: string, random: Random): Job {
  const kind = pick(random, kinds);
  const spec: Partial<JobSpec> = {
    ...specOf(kind, random),
    ...(random.int(4) === 0 && { ttlSecondsAfterFinished: random.int(60) }),
    ...(random.int(8) === 0 && { suspend: true }),
    ...(random.int(6) === 0 && { podReplacementPolicy: "Failed" as const }),
  };
  const restartPolicy = kind === "onFailure" ? "OnFailure" : "Never";
  const failPercent = kind === "failing" ? 100 : pick(random, [0, 0, 20, 50]);
  const runSeconds = 1 + random.int(20);
  const env = Object.entries({ RUN_SECONDS: runSeconds, FAIL_PERCENT: failPercent, IGNORES_STOP: random.int(5) === 0 }).map(([key, value]) => ({ name: key, value: `${value}` }));
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace: "default", labels: { kind } },
    spec: {
      ...spec,
      template: { spec: { restartPolicy, automountServiceAccountToken: false, terminationGracePeriodSeconds: 5, containers: [{ name: "main", image: "worker", env }] } },
    },
  };
}

function specOf(kind: (typeof kinds)[number], random: Random): Partial<JobSpec> {
  const completions = 1 + random.int(6);
  const parallelism = 1 + random.int(4);
  const backoffLimit = random.int(5);
  switch (kind) {
    case "single":
      return { backoffLimit };
    case "fixed":
    case "onFailure":
      return { completions, parallelism, backoffLimit };
    case "queue":
      return { parallelism, backoffLimit };
    case "indexed":
      return { completionMode: "Indexed", completions, parallelism, backoffLimit };
    case "managed":
      return { completions, parallelism, managedBy: pick(random, ["kubernetes.io/job-controller", "example.com/other"]) };
    case "idle":
      return { completions, parallelism: 0, backoffLimit };
    case "indexPolicy":
      return { completionMode: "Indexed", completions, parallelism, backoffLimitPerIndex: random.int(3), podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }, { action: pick(random, ["FailIndex", "FailJob", "Ignore", "Count"] as const), onExitCodes: { operator: pick(random, ["In", "NotIn"] as const), values: [42] } }] } };
    case "perIndex":
      return { completionMode: "Indexed", completions, parallelism, backoffLimitPerIndex: random.int(3), ...(random.int(2) === 0 && { maxFailedIndexes: random.int(completions + 1) }) };
    case "failurePolicy":
      return { completions, parallelism, backoffLimit, podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }, { action: pick(random, ["FailJob", "Ignore", "Count"] as const), onExitCodes: { operator: "In", values: [42] } }] } };
    case "successPolicy":
      return { completionMode: "Indexed", completions: completions + 1, parallelism, backoffLimit: 10, successPolicy: { rules: [{ succeededCount: 1 + random.int(completions + 1) }, ...(random.int(2) === 0 ? [{ succeededIndexes: `0-${random.int(completions) + 1}` }] : [])] } };
    case "elastic":
      return { completionMode: "Indexed", completions, parallelism: completions, backoffLimit };
    case "deadline":
      return { completions, parallelism, backoffLimit, activeDeadlineSeconds: 1 + random.int(40) };
    case "failing":
      return { completions, parallelism, backoffLimit: random.int(3), ...(random.int(2) === 0 && { podReplacementPolicy: "Failed" as const }) };
  }
}

export function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.int(values.length)] as T;
}
