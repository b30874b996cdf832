import { onAbort } from "../abort/abort.ts";
import type { Clock, Millis, Timer } from "../clock.ts";
import { type Backoff, defaultBackoff } from "./backoff.ts";

/**
 * Keys that wait for work, each at most once. A key is in one pair of hands at a time: what is added while it is in
 * hand comes back when it is done. Keys are compared as `Map` compares them, so use strings.
 *
 * State of one key:
 *
 *     add          take          done
 *   ───────► queued ─────► in hand ─────► (gone)
 *                 ▲            │ add
 *                 └── done ────┘ in hand + dirty
 *
 * Source of the semantics: client-go util/workqueue. The queue is bounded by the number of keys there are.
 */
export class WorkQueue<K> {
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  /** Waiting to be taken; a Set keeps the order of adding. */
  readonly #queued = new Set<K>();
  readonly #inHand = new Set<K>();
  readonly #dirty = new Set<K>();
  readonly #later = new Map<K, { readonly atMs: Millis; readonly timer: Timer }>();
  readonly #failures = new Map<K, number>();
  readonly #takers: (() => void)[] = [];
  #shutDown = false;

  constructor(clock: Clock, backoff: Backoff = defaultBackoff) {
    this.#clock = clock;
    this.#backoff = backoff;
  }

  /** Keys that wait to be taken now. */
  get length(): number {
    return this.#queued.size;
  }

  /** Keys that are in hand. */
  get inHand(): number {
    return this.#inHand.size;
  }

  /** Keys that come back after a delay. */
  get delayed(): number {
    return this.#later.size;
  }

  get isShutDown(): boolean {
    return this.#shutDown;
  }

  add(key: K): void {
    if (this.#shutDown) return;
    if (this.#inHand.has(key)) {
      this.#dirty.add(key);
      return;
    }
    this.#queued.add(key);
    this.#takers.shift()?.();
  }

  /** Adds the key once `delayMs` have passed. Of several delays for one key the one that ends first counts. */
  addAfter(key: K, delayMs: Millis): void {
    if (this.#shutDown) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const atMs = this.#clock.monotonic() + delayMs;
    const waiting = this.#later.get(key);
    if (waiting !== undefined) {
      if (waiting.atMs <= atMs) return;
      waiting.timer.cancel();
    }
    const timer = this.#clock.setTimer(delayMs, () => {
      this.#later.delete(key);
      this.add(key);
    });
    this.#later.set(key, { atMs, timer });
  }

  /** Counts a failure of the key and adds it after the back-off that goes with the count. */
  addRateLimited(key: K): void {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    this.addAfter(key, this.#backoff(failures));
  }

  /** Failures in a row that the key has behind it. */
  failures(key: K): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The key did well: its next failure is its first. */
  forget(key: K): void {
    this.#failures.delete(key);
  }

  /** The next key, which the caller then has in hand until it says `done`. Resolves with undefined once the queue is shut down and empty, or when `signal` aborts. */
  async take(signal?: AbortSignal): Promise<K | undefined> {
    for (;;) {
      if (signal?.aborted) {
        // It may have been woken for a key: someone else must get it then.
        if (this.#queued.size > 0) this.#takers.shift()?.();
        return undefined;
      }
      const [key] = this.#queued;
      if (this.#queued.size > 0) {
        this.#queued.delete(key as K);
        this.#inHand.add(key as K);
        return key;
      }
      if (this.#shutDown) return undefined;
      await this.#added(signal);
    }
  }

  /** The key is no longer in hand. */
  done(key: K): void {
    this.#inHand.delete(key);
    if (this.#dirty.delete(key)) this.add(key);
  }

  /** Takes no more keys in and forgets delayed ones; what is queued can still be taken. */
  shutDown(): void {
    this.#shutDown = true;
    for (const { timer } of this.#later.values()) timer.cancel();
    this.#later.clear();
    for (const wake of this.#takers.splice(0)) wake();
  }

  #added(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      if (signal === undefined) {
        this.#takers.push(resolve);
        return;
      }
      const wake = () => {
        registration.dispose();
        resolve();
      };
      this.#takers.push(wake);
      const registration = onAbort(signal, () => {
        const place = this.#takers.indexOf(wake);
        if (place >= 0) this.#takers.splice(place, 1);
        resolve();
      });
    });
  }
}
