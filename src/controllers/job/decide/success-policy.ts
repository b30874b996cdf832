import type { Job, SuccessPolicyRule } from "../../../api/types/batch/v1.gen.ts";
import { IndexSet } from "./index-set.ts";

/** Which rule of `spec.successPolicy` the succeeded indexes meet, in upstream's words. Source: kubernetes pkg/controller/job success_policy.go. */
export function successPolicyMessage({ spec }: Job, succeeded: IndexSet): string | undefined {
  if (succeeded.size === 0) return undefined;
  const met = (spec.successPolicy?.rules ?? []).findIndex((rule) => meets(rule, succeeded, spec.completions ?? 0));
  return met < 0 ? undefined : `Matched rules at index ${met}`;
}

function meets({ succeededIndexes, succeededCount }: SuccessPolicyRule, succeeded: IndexSet, completions: number): boolean {
  if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.size >= succeededCount;
  const required = IndexSet.parse(succeededIndexes, completions);
  return required.countIn(succeeded) >= (succeededCount ?? required.size);
}
