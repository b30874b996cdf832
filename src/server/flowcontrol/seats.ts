import { onAbort } from "../../base/abort/abort.ts";

export interface SeatLimits {
  /** Requests that run at once. */
  readonly seats: number;
  /** Requests that wait, over all flows; 0 refuses at once. */
  readonly waiting: number;
  /** Requests of one flow that wait. */
  readonly waitingPerFlow: number;
}

/**
 * The seats of one priority level. Flows that wait are served in turn, each in its order of arrival, so that a flood of
 * one client delays the others by one request a turn.
 *
 *   acquire ──► seat free ──► running ──► release ──► first waiter of the next flow
 *          └──► queue ──► (seat, or abort)
 *          └──► queue full: undefined, the caller answers 429
 */
export class Seats {
  readonly #limits: SeatLimits;
  /** Who waits, by flow; the flow whose turn it is comes first. */
  readonly #flows = new Map<string, Set<() => void>>();
  #waiting = 0;
  #running = 0;

  constructor(limits: SeatLimits) {
    this.#limits = limits;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** True when a seat was taken at once. */
  tryAcquire(): boolean {
    if (this.#running >= this.#limits.seats) return false;
    this.#running++;
    return true;
  }

  /** Waits for a seat; undefined when the queue of the flow, or of all, is full. Rejects with the signal's reason on abort. */
  enqueue(flow: string, signal: AbortSignal): Promise<void> | undefined {
    const queue = this.#flows.get(flow) ?? new Set();
    if (this.#waiting >= this.#limits.waiting || queue.size >= this.#limits.waitingPerFlow) return undefined;
    if (signal.aborted) return Promise.reject(signal.reason);
    this.#flows.set(flow, queue);
    this.#waiting++;
    return new Promise((resolve, reject) => {
      const go = () => {
        registration.dispose();
        resolve();
      };
      queue.add(go);
      const registration = onAbort(signal, () => {
        this.#leave(flow, queue, go);
        reject(signal.reason);
      });
    });
  }

  /** Hands the seat to who is next, or frees it. */
  release(): void {
    const [flow, queue] = this.#flows.entries().next().value ?? ["", undefined];
    const next = queue?.values().next().value;
    if (queue === undefined || next === undefined) {
      this.#running--;
      return;
    }
    this.#leave(flow, queue, next);
    if (queue.size > 0) {
      this.#flows.delete(flow); // to the end of the turn
      this.#flows.set(flow, queue);
    }
    next();
  }

  #leave(flow: string, queue: Set<() => void>, waiter: () => void): void {
    if (!queue.delete(waiter)) return;
    this.#waiting--;
    if (queue.size === 0) this.#flows.delete(flow);
  }
}
