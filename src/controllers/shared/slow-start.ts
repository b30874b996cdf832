export interface SlowStartResult {
  /** How many calls succeeded. */
  readonly succeeded: number;
  /** How many were made and failed. */
  readonly failed: number;
  /** The first error; calls of the same batch may have succeeded, none of a later one was made. */
  readonly error?: unknown;
}

/**
 * Runs `call` for each item in batches of 1, 2, 4, … and stops after a batch with an error: when a quota or a webhook
 * refuses one pod, it is not asked about the other five hundred. Source: kubernetes pkg/controller slowStartBatch.
 */
export async function slowStart<T>(items: readonly T[], call: (item: T) => Promise<void>): Promise<SlowStartResult> {
  let succeeded = 0;
  for (let start = 0, size = 1; start < items.length; start += size, size *= 2) {
    const results = await Promise.allSettled(items.slice(start, start + size).map(call));
    const failed = results.filter((result) => result.status === "rejected");
    succeeded += results.length - failed.length;
    if (failed[0] !== undefined) return { succeeded, failed: failed.length, error: failed[0].reason };
  }
  return { succeeded, failed: 0 };
}
