import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import { semanticEqual } from "../../machinery/equality/deep-equal.ts";

/**
 * True when a new version of a pod is only what this kubelet has reported itself, come back: there is nothing to do about
 * it. What others write into the status, as who takes the node for dead does, is no such thing: it has to be put right.
 */
export function isOwnReport(before: Pod, after: Pod, reported: PodStatus | undefined): boolean {
  return reported !== undefined && isSameWish(before, after) && says(after.status, reported);
}

/** True when what containers are made of has changed. Compares by value. */
export function asksOtherwise({ metadata: a, spec: before }: Pod, { metadata: b, spec }: Pod): boolean {
  return !semanticEqual(before, spec) || !semanticEqual(a.labels, b.labels) || !semanticEqual(a.annotations, b.annotations);
}

/** True when nothing that a kubelet acts on differs but the status. */
function isSameWish(before: Pod, after: Pod): boolean {
  const [a, b] = [before.metadata, after.metadata];
  return after.spec.readinessGates === undefined && a.deletionTimestamp === b.deletionTimestamp && a.deletionGracePeriodSeconds === b.deletionGracePeriodSeconds && !asksOtherwise(before, after);
}

/** True when the status has the phase and conditions that were reported. */
function says(status: PodStatus | undefined, reported: PodStatus): boolean {
  return status?.phase === reported.phase && (reported.conditions ?? []).every((wanted) => status?.conditions?.some(({ type, status: is }) => type === wanted.type && is === wanted.status));
}
