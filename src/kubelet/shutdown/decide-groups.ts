import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { ShutdownPeriod } from "./periods.ts";

/** Pods that are ended together, and what each of them gets. */
export interface ShutdownGroup {
  /** The next group's turn comes after this long, whether or not all of this one have ended. */
  readonly graceSeconds: number;
  readonly pods: readonly { readonly pod: Pod; readonly graceSeconds: number }[];
}

/**
 * Who is ended when: low priorities first. A pod belongs to the highest period that its priority reaches, one below all
 * of them to the lowest. Its own grace period counts where it is shorter. Groups without pods take no time.
 * Source: kubernetes pkg/kubelet/nodeshutdown groupByPriority and killPods.
 */
export function decideGroups(periods: readonly ShutdownPeriod[], pods: readonly Pod[]): readonly ShutdownGroup[] {
  const ascending = periods.toSorted((a, b) => a.priority - b.priority);
  const groups = ascending.map(({ graceSeconds }, index) => ({ graceSeconds, pods: pods.filter((pod) => periodOf(ascending, pod) === index).map((pod) => ({ pod, graceSeconds: ownGrace(pod, graceSeconds) })) }));
  return groups.filter((group) => group.pods.length > 0);
}

function periodOf(ascending: readonly ShutdownPeriod[], { spec }: Pod): number {
  const reached = ascending.findLastIndex(({ priority }) => priority <= (spec.priority ?? 0));
  return Math.max(0, reached);
}

function ownGrace({ spec }: Pod, granted: number): number {
  const own = spec.terminationGracePeriodSeconds;
  return own === undefined ? granted : Math.min(own, granted);
}
