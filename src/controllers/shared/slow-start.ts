export interface SlowStartResult {
  /** How many calls succeeded. */
  readonly succeeded: number;
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
    const failed = results.find((result) => result.status === "rejected");
    succeeded += results.filter((result) => result.status === "fulfilled").length;
    if (failed !== undefined) return { succeeded, error: failed.reason };
  }
  return { succeeded };
}
