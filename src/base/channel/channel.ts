import { onAbort } from "../abort/abort.ts";
import { Ring } from "../ring/ring.ts";

/** The reader fell so far behind that the bound was reached. */
export class ChannelOverflowError extends Error {
  override readonly name = "ChannelOverflowError";
  constructor(capacity: number) {
    super(`the reader fell behind by more than ${capacity} values`);
  }
}

/**
 * What `push` does when the channel is full:
 * - `reject`: nothing; it returns false and the caller keeps the value,
 * - `drop-oldest`: the value waiting longest makes room,
 * - `fail`: the channel fails with a ChannelOverflowError, and what was buffered is freed at once.
 */
export type OverflowPolicy = "reject" | "drop-oldest" | "fail";

export interface ChannelOptions {
  /** At most this many values wait for the reader. */
  readonly capacity: number;
  /** Default: `reject`. */
  readonly overflow?: OverflowPolicy;
}

/**
 * A bounded queue from one part of the program to another. Several readers share the values; each value goes to one.
 *
 *     open ──close──► closing ──last value read──► over (reads give undefined)
 *       └────fail────► failed (buffer freed, every read rejects)
 */
export class Channel<T> implements AsyncIterable<T> {
  readonly #buffer: Ring<T>;
  readonly #overflow: OverflowPolicy;
  #closed = false;
  #failure: { readonly error: unknown } | undefined;
  /** Readers that found nothing, in the order they came. */
  readonly #waiting: (() => void)[] = [];

  constructor({ capacity, overflow = "reject" }: ChannelOptions) {
    this.#buffer = new Ring(capacity);
    this.#overflow = overflow;
  }

  /** How many values wait for a reader. */
  get size(): number {
    return this.#buffer.size;
  }

  /** True after `close` or `fail`: no value gets in any more. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Returns whether the value got in. Never waits. */
  push(value: T): boolean {
    if (this.#closed) return false;
    if (this.#buffer.isFull) {
      if (this.#overflow === "fail") this.fail(new ChannelOverflowError(this.#buffer.capacity));
      if (this.#overflow !== "drop-oldest") return false;
      this.#buffer.shift();
    }
    this.#buffer.push(value);
    this.#waiting.shift()?.();
    return true;
  }

  /** Lets readers take what is buffered and then ends. Does nothing on a channel that has ended. */
  close(): void {
    this.#closed = true;
    this.#wakeAll();
  }

  /** Ends at once: what is buffered is dropped, and every read rejects with `error`. Does nothing on a channel that has ended. */
  fail(error: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure = { error };
    this.#buffer.clear();
    this.#wakeAll();
  }

  /** The next value, or undefined when the channel is over. Rejects with the failure, or with the signal's reason when it aborts. */
  async take(signal?: AbortSignal): Promise<T | undefined> {
    return (await this.#readable(signal)) ? this.#buffer.shift() : undefined;
  }

  /** Everything that is buffered, at least one value, oldest first; undefined when the channel is over. Rejects as `take` does. */
  async takeAll(signal?: AbortSignal): Promise<T[] | undefined> {
    return (await this.#readable(signal)) ? this.#buffer.drain() : undefined;
  }

  /** Leaving the loop early closes the channel. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      while (await this.#readable(undefined)) yield this.#buffer.shift() as T;
    } finally {
      this.close();
    }
  }

  /** Waits for a value; false when none will come. */
  async #readable(signal: AbortSignal | undefined): Promise<boolean> {
    while (this.#buffer.size === 0) {
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#closed) return false;
      signal?.throwIfAborted();
      await this.#wakeUp(signal);
    }
    // Values may be left after this read, or it was woken after another reader had been: pass the wake-up on.
    if (this.#buffer.size > 1) this.#waiting.shift()?.();
    return true;
  }

  #wakeUp(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      if (signal === undefined) {
        this.#waiting.push(resolve);
        return;
      }
      const wake = () => {
        registration.dispose();
        resolve();
      };
      this.#waiting.push(wake);
      const registration = onAbort(signal, () => {
        const place = this.#waiting.indexOf(wake);
        if (place >= 0) this.#waiting.splice(place, 1);
        resolve();
      });
    });
  }

  #wakeAll(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
