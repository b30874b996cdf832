import type { Millis } from "../clock.ts";
import type { WorkQueue } from "./workqueue.ts";

/** What one look at a key asks for: nothing, or another look after a while. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is the common case.
export type ReconcileResult = { readonly requeueAfterMs?: Millis } | undefined | void;

/** Looks at one key and does what is needed. */
export type Reconcile<K> = (key: K, signal: AbortSignal) => Promise<ReconcileResult> | ReconcileResult;

export interface WorkerOptions<K> {
  /** Told of every failure; the key comes back after its back-off whatever it does. */
  onError?(key: K, error: unknown): void;
}

/**
 * Works the queue off with `count` workers until `signal` aborts, then shuts the queue down and resolves when no key
 * is in hand any more. A reconcile that throws is tried again after its back-off; one that returns is forgotten.
 */
export async function runWorkers<K>(
  queue: WorkQueue<K>,
  count: number,
  reconcile: Reconcile<K>,
  signal: AbortSignal,
  options: WorkerOptions<K> = {},
): Promise<void> {
  const worker = async () => {
    for (;;) {
      const key = await queue.take(signal);
      if (key === undefined) return;
      await work(queue, key, reconcile, signal, options);
    }
  };
  await Promise.all(Array.from({ length: count }, worker));
  queue.shutDown();
}

async function work<K>(queue: WorkQueue<K>, key: K, reconcile: Reconcile<K>, signal: AbortSignal, options: WorkerOptions<K>): Promise<void> {
  try {
    const result = await reconcile(key, signal);
    queue.forget(key);
    if (result?.requeueAfterMs !== undefined) queue.addAfter(key, result.requeueAfterMs);
  } catch (error) {
    if (!signal.aborted) options.onError?.(key, error);
    queue.addRateLimited(key);
  } finally {
    queue.done(key);
  }
}
