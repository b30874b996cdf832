import { onAbort } from "../abort/abort.ts";
import type { Clock, Millis, Timer } from "../clock.ts";
import { type Backoff, defaultBackoff } from "./backoff.ts";

export interface WorkQueueOptions {
  /** Delays after failures. Default: 5 ms doubling to 1000 s. */
  readonly backoff?: Backoff;
  /** Told of what happens, to measure it. */
  readonly observer?: QueueObserver;
}

/** What a queue tells of itself while it works. Times are milliseconds. */
export interface QueueObserver {
  started(queue: QueueState): void;
  added(): void;
  taken(waitedMs: Millis): void;
  done(workedMs: Millis): void;
  retried(): void;
  ended(queue: QueueState): void;
}

export interface QueueState {
  /** Keys that wait, those included that are in hand and were added again. */
  readonly depth: number;
  /** For how long each key in hand has been there. */
  workingMs(): Millis[];
}

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
export class WorkQueue<K> implements QueueState {
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #observer: QueueObserver | undefined;
  /** Waiting to be taken, since when; a Map keeps the order of adding. */
  readonly #queued = new Map<K, Millis>();
  /** Since when. */
  readonly #inHand = new Map<K, Millis>();
  /** Added while in hand, and when. */
  readonly #dirty = new Map<K, Millis>();
  readonly #later = new Map<K, { readonly atMs: Millis; readonly timer: Timer }>();
  readonly #failures = new Map<K, number>();
  readonly #takers: (() => void)[] = [];
  #shutDown = false;

  constructor(clock: Clock, { backoff = defaultBackoff, observer }: WorkQueueOptions = {}) {
    this.#clock = clock;
    this.#backoff = backoff;
    this.#observer = observer;
    observer?.started(this);
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

  get depth(): number {
    return this.#queued.size + this.#dirty.size;
  }

  workingMs(): Millis[] {
    const now = this.#clock.monotonic();
    return [...this.#inHand.values()].map((since) => now - since);
  }

  get isShutDown(): boolean {
    return this.#shutDown;
  }

  add(key: K): void {
    if (this.#shutDown) return;
    if (this.#queued.has(key) || this.#dirty.has(key)) {
      this.#takers.shift()?.();
      return;
    }
    this.#observer?.added();
    if (this.#inHand.has(key)) this.#dirty.set(key, this.#clock.monotonic());
    else this.#enqueue(key, this.#clock.monotonic());
  }

  /** Adds the key once `delayMs` have passed. Of several delays for one key the one that ends first counts. */
  addAfter(key: K, delayMs: Millis): void {
    if (this.#shutDown) return;
    this.#observer?.retried();
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
      for (const [key, addedAt] of this.#queued) return this.#hand(key, addedAt);
      if (this.#shutDown) return undefined;
      await this.#added(signal);
    }
  }

  /** The key is no longer in hand. */
  done(key: K): void {
    const takenAt = this.#inHand.get(key);
    this.#inHand.delete(key);
    if (takenAt !== undefined) this.#observer?.done(this.#clock.monotonic() - takenAt);
    const addedAt = this.#dirty.get(key);
    this.#dirty.delete(key);
    if (addedAt !== undefined && !this.#shutDown) this.#enqueue(key, addedAt);
  }

  /** Takes no more keys in and forgets delayed ones; what is queued can still be taken. */
  shutDown(): void {
    this.#shutDown = true;
    this.#observer?.ended(this);
    for (const { timer } of this.#later.values()) timer.cancel();
    this.#later.clear();
    for (const wake of this.#takers.splice(0)) wake();
  }

  #enqueue(key: K, addedAt: Millis): void {
    this.#queued.set(key, addedAt);
    this.#takers.shift()?.();
  }

  #hand(key: K, addedAt: Millis): K {
    const now = this.#clock.monotonic();
    this.#queued.delete(key);
    this.#inHand.set(key, now);
    this.#observer?.taken(now - addedAt);
    return key;
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
