import type { LeaseSpec } from "../../api/types/coordination/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";

/** Source: component-base config LeaderElectionConfiguration defaults. */
export const electionDefaults = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 } as const;

export interface ObservedLease {
  /** Who we are. */
  readonly identity: string;
  /** Absent when there is no lease yet. */
  readonly spec?: LeaseSpec;
  /** When we first saw the lease as it is now, by our own clock: the holder's clock may be off. */
  readonly observedAt: Millis;
  readonly now: Millis;
}

/** What to do about the lease. Time left is measured from when we saw it change, not from what it says. */
export type ElectionStep = { readonly type: "Create" } | { readonly type: "Renew" } | { readonly type: "TakeOver" } | { readonly type: "Wait"; readonly forMs: Millis };

/** Source: client-go tools/leaderelection tryAcquireOrRenew. */
export function decideElection({ identity, spec, observedAt, now }: ObservedLease): ElectionStep {
  if (spec === undefined) return { type: "Create" };
  const holder = spec.holderIdentity ?? "";
  if (holder === identity) return { type: "Renew" };
  if (holder === "") return { type: "TakeOver" };
  const leftMs = observedAt + (spec.leaseDurationSeconds ?? electionDefaults.leaseDurationMs / 1_000) * 1_000 - now;
  return leftMs > 0 ? { type: "Wait", forMs: leftMs } : { type: "TakeOver" };
}
