/**
 * The seats of one priority level: at most `limit` requests run, at most `queueLimit` wait in arrival order.
 *
 *   acquire ──► seat free ──► running ──► release ──► next waiter
 *          └──► queue ──► (seat, or abort)
 *          └──► queue full: undefined, the caller answers 429
 */
export class Seats {
  readonly #limit: number;
  readonly #queueLimit: number;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(limit: number, queueLimit: number) {
    this.#limit = limit;
    this.#queueLimit = queueLimit;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** True when a seat was taken at once. */
  tryAcquire(): boolean {
    if (this.#running >= this.#limit) return false;
    this.#running++;
    return true;
  }

  /** Waits for a seat; undefined when the queue is full. Rejects with the signal's reason on abort. */
  enqueue(signal: AbortSignal): Promise<void> | undefined {
    if (this.#waiting.size >= this.#queueLimit) return undefined;
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener("abort", giveUp);
        this.#waiting.delete(go);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(go);
        reject(signal.reason);
      };
      this.#waiting.add(go);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  /** Hands the seat to who waits longest, or frees it. */
  release(): void {
    const next = this.#waiting.values().next().value;
    if (next === undefined) this.#running--;
    else next();
  }
}
