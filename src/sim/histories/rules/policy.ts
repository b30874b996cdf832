import type { Job } from "../../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";

/** What the Job's podFailurePolicy says of a pod that has failed; Count where no rule matches. */
export function verdictOn(pod: Pod, { spec }: Job): "FailJob" | "FailIndex" | "Ignore" | "Count" {
  for (const { action, onExitCodes, onPodConditions } of spec.podFailurePolicy?.rules ?? []) {
    const exitCodes = (pod.status?.containerStatuses ?? []).map(({ state }) => state?.terminated?.exitCode ?? 0).filter((code) => code !== 0);
    const byExitCode = onExitCodes !== undefined && exitCodes.some((code) => onExitCodes.values.includes(code) === (onExitCodes.operator === "In"));
    const byCondition = onPodConditions?.some(({ type, status = "True" }) => pod.status?.conditions?.some((condition) => condition.type === type && condition.status === status));
    if (byExitCode || byCondition === true) return action as ReturnType<typeof verdictOn>;
  }
  return "Count";
}

/** Only pods that have ended are replaced, and a pod that is being deleted has not failed yet. */
export function waitsForEnds({ spec }: Job): boolean {
  return spec.podReplacementPolicy === "Failed" || spec.podFailurePolicy !== undefined;
}

/** The pod has failed in the eyes of its Job, and not in a way that is to be ignored. */
export function countsAsFailure(pod: Pod, job: Job): boolean {
  const hasFailed = pod.status?.phase === "Failed" || (!waitsForEnds(job) && pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== "Succeeded");
  return hasFailed && verdictOn(pod, job) !== "Ignore";
}
