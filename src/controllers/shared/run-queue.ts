import type { Backoff } from "../../base/workqueue/backoff.ts";
import { QueueMetrics } from "../../base/workqueue/queue-metrics.ts";
import { runWorkers, type Reconcile } from "../../base/workqueue/run-workers.ts";
import { WorkQueue } from "../../base/workqueue/workqueue.ts";
import { keyOf, keyText } from "../../client/client.ts";
import type { Informer } from "../../client/informer/informer.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { ControllerContext } from "../contract.ts";

export interface QueueOptions {
  /** The queue's name in `workqueue_*` metrics: upstream's. */
  readonly name: string;
  /** Names the work in reports of failures: `job default/pi`. */
  readonly what: string;
  /** Keys in hand at once. Default: 2. */
  readonly workers?: number;
  /** Delays after failures. Default: 5 ms doubling to 1000 s. */
  readonly backoff?: Backoff;
  /** Hooks up what fills the queue; returns the ways to unhook. Runs before the informers have synced. */
  readonly subscribe: (queue: WorkQueue<string>) => (() => void)[];
  readonly reconcile: Reconcile<string>;
}

/** The life of most controllers: informers fill a queue of keys, workers reconcile them once all informers have synced, until `signal` aborts. */
export async function runQueue({ clock, informers, metrics, onError }: ControllerContext, options: QueueOptions, signal: AbortSignal): Promise<void> {
  const queue = new WorkQueue<string>(clock, { backoff: options.backoff, observer: metrics.set(QueueMetrics).observer(options.name) });
  const stops = options.subscribe(queue);
  try {
    await informers.waitForSync(signal);
    await runWorkers(queue, options.workers ?? 2, options.reconcile, signal, { onError: (key, error) => onError?.(`${options.what} ${key}`, error) });
  } finally {
    for (const stop of stops) stop();
    queue.shutDown();
  }
}

/** Adds the key of every object that appears, changes or goes, where `when` says so. */
export function enqueueKeys<T extends KubeObject>(informer: Informer<T>, queue: WorkQueue<string>, when: (object: T) => boolean = () => true): () => void {
  const changed = (object: T): void => {
    if (when(object)) queue.add(keyText(keyOf(object)));
  };
  return informer.addHandler({ onAdd: changed, onUpdate: changed, onDelete: changed });
}
