import type { Job, PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyOnPodConditionsPattern, PodFailurePolicyRule } from "../../../api/types/batch/v1.gen.ts";
import type { ContainerStatus, Pod, PodCondition } from "../../../api/types/core/v1.gen.ts";
import { hasFailed } from "./pod-state.ts";

/** What the policy says of one failed pod. Without a matching rule a failure counts. */
export type FailureVerdict =
  | { readonly action: "Count" | "FailIndex" | "Ignore" }
  | { readonly action: "FailJob"; readonly message: string };

/** The first rule that matches speaks. Source: kubernetes pkg/controller/job pod_failure_policy.go. */
export function failureVerdict(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict {
  return matchingRule(policy, pod) ?? { action: "Count" };
}

/** What a rule says of the pod; undefined where none matches. */
export function matchingRule(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict | undefined {
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const what = matchRule(rule, pod);
    if (what === undefined) continue;
    if (rule.action !== "FailJob") return { action: rule.action };
    return { action: "FailJob", message: `${what} matching FailJob rule at index ${index}` };
  }
  return undefined;
}

/** True unless a rule says that the failure is to be ignored. */
export function countsAsFailure(policy: PodFailurePolicy | undefined, pod: Pod): boolean {
  return policy === undefined || failureVerdict(policy, pod).action !== "Ignore";
}

/** Why the whole Job must fail because of one of its pods, if it must. */
export function failJobMessage(job: Job, pods: readonly Pod[]): string | undefined {
  const policy = job.spec.podFailurePolicy;
  if (policy === undefined) return undefined;
  for (const pod of pods) {
    if (!hasFailed(pod, job)) continue;
    const verdict = failureVerdict(policy, pod);
    if (verdict.action === "FailJob") return verdict.message;
  }
  return undefined;
}

function matchRule(rule: PodFailurePolicyRule, pod: Pod): string | undefined {
  const { namespace, name } = pod.metadata;
  if (rule.onExitCodes !== undefined) {
    const container = matchExitCodes(rule.onExitCodes, pod);
    return container && `Container ${container.name} for pod ${namespace}/${name} failed with exit code ${container.state?.terminated?.exitCode}`;
  }
  const condition = matchConditions(rule.onPodConditions ?? [], pod);
  return condition && `Pod ${namespace}/${name} has condition ${condition.type}`;
}

function matchExitCodes(requirement: PodFailurePolicyOnExitCodesRequirement, { status }: Pod): ContainerStatus | undefined {
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(({ name, state }) => {
    const exitCode = state?.terminated?.exitCode;
    if (exitCode === undefined || exitCode === 0) return false;
    if (requirement.containerName !== undefined && requirement.containerName !== name) return false;
    return requirement.values.includes(exitCode) === (requirement.operator === "In");
  });
}

function matchConditions(patterns: readonly PodFailurePolicyOnPodConditionsPattern[], { status }: Pod): PodCondition | undefined {
  return status?.conditions?.find((condition) => patterns.some((pattern) => pattern.type === condition.type && (pattern.status ?? "True") === condition.status));
}
