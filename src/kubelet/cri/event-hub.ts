import type { ContainerEvent } from "./contract.ts";
import { RuntimeError } from "./contract.ts";

/** Events that one slow reader may lag behind before it is cut off. */
const MAX_BACKLOG = 10_000;

interface Subscriber {
  readonly backlog: ContainerEvent[];
  overrun: boolean;
  wake: () => void;
}

/**
 * Hands every event to every current subscriber, in order. A subscriber that falls behind by more than 10,000
 * events is cut off with `Unavailable`: it subscribes again and lists, as after any gap.
 */
export class EventHub {
  readonly #subscribers = new Set<Subscriber>();

  publish(event: ContainerEvent): void {
    for (const subscriber of this.#subscribers) {
      if (subscriber.backlog.length >= MAX_BACKLOG) subscriber.overrun = true;
      else subscriber.backlog.push(event);
      subscriber.wake();
    }
  }

  /** Every event published from the moment of this call, until `signal` aborts. */
  subscribe(signal: AbortSignal): AsyncIterable<ContainerEvent> {
    const subscriber: Subscriber = { backlog: [], overrun: false, wake: () => {} };
    if (!signal.aborted) this.#subscribers.add(subscriber);
    return this.#read(subscriber, signal);
  }

  async *#read(subscriber: Subscriber, signal: AbortSignal): AsyncGenerator<ContainerEvent> {
    const onAbort = () => subscriber.wake();
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        if (subscriber.overrun) throw new RuntimeError("Unavailable", `the reader of container events lags more than ${MAX_BACKLOG} events behind`);
        const batch = subscriber.backlog.splice(0);
        for (const event of batch) {
          if (signal.aborted) return;
          yield event;
        }
        if (batch.length > 0) continue;
        await new Promise<void>((resolve) => {
          subscriber.wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.#subscribers.delete(subscriber);
    }
  }
}
