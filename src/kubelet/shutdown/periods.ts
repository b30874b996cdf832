import { criticalPriority } from "../eviction/rank.ts";

/** How long pods of a priority, and of those above it up to the next entry, may take to end when the node shuts down. */
export interface ShutdownPeriod {
  readonly priority: number;
  readonly graceSeconds: number;
}

/**
 * The periods that two settings stand for: of `graceSeconds` in all the last `criticalSeconds` are for critical pods.
 * None, and so no graceful shutdown, where nothing is granted or the part is more than the whole.
 * Source: kubernetes pkg/kubelet/nodeshutdown migrateConfig.
 */
export function shutdownPeriods({ graceSeconds, criticalSeconds }: { readonly graceSeconds: number; readonly criticalSeconds: number }): readonly ShutdownPeriod[] {
  if (graceSeconds <= 0 || criticalSeconds < 0 || criticalSeconds > graceSeconds) return [];
  return [
    { priority: 0, graceSeconds: graceSeconds - criticalSeconds },
    { priority: criticalPriority, graceSeconds: criticalSeconds },
  ];
}

/** How long a whole shutdown takes at most. */
export function totalSeconds(periods: readonly ShutdownPeriod[]): number {
  return periods.reduce((sum, { graceSeconds }) => sum + graceSeconds, 0);
}
