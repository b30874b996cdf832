import { keyOf, type Revision, StoreClosedError, type StoreEvent, WatchLaggedError } from "../contract.ts";

/** Default bound of one watcher's buffer, in events. */
export const defaultMaxBufferedEvents = 65_536;

/**
 * Hands each commit's events to everyone who follows the store, in the process in which they were committed.
 * Publishing never waits: who does not keep up is cut off.
 */
export class WatchHub {
  readonly #subscriptions = new Set<Subscription>();
  readonly #maxBufferedEvents: number;
  #revision: Revision;
  #closed = false;

  /** `revision` is where the store stands now; everything later comes through `publish`. */
  constructor(revision: Revision, maxBufferedEvents = defaultMaxBufferedEvents) {
    this.#revision = revision;
    this.#maxBufferedEvents = maxBufferedEvents;
  }

  /** The last revision that was published. */
  get revision(): Revision {
    return this.#revision;
  }

  /** Events of one commit, in revision order. They must not be changed afterwards. */
  publish(events: readonly StoreEvent[]): void {
    const last = events[events.length - 1];
    if (last === undefined) return;
    if (last.revision <= this.#revision) throw new Error(`revision ${last.revision} was published after ${this.#revision}`);
    this.#revision = last.revision;
    for (const subscription of this.#subscriptions) subscription.offer(events);
  }

  /** Everything under `prefix` that is published from now on. The caller ends it with `cancel`. */
  subscribe(prefix: string): Subscription {
    if (this.#closed) throw new StoreClosedError("the store is closed");
    const subscription = new Subscription(prefix, this.#revision, this.#maxBufferedEvents, (gone) => this.#subscriptions.delete(gone));
    this.#subscriptions.add(subscription);
    return subscription;
  }

  /** Ends every subscription: quietly, or with `failure` where one is given. */
  close(failure?: Error): void {
    this.#closed = true;
    for (const subscription of this.#subscriptions) subscription.end(failure);
  }
}

/**
 * One follower's buffer.
 *
 *     open ── cancel, hub closed ──► ended     (what is buffered is still handed out on a close)
 *       └──── too many events ─────► failed    (what is buffered is dropped; next() throws WatchLaggedError)
 */
export class Subscription {
  /** Events after this revision come through this subscription; earlier ones are in the store's log. */
  readonly from: Revision;
  readonly #prefix: string;
  readonly #maxEvents: number;
  readonly #forget: (subscription: Subscription) => void;
  #batches: (readonly StoreEvent[])[] = [];
  #buffered = 0;
  #ended = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(prefix: string, from: Revision, maxEvents: number, forget: (subscription: Subscription) => void) {
    this.#prefix = prefix;
    this.from = from;
    this.#maxEvents = maxEvents;
    this.#forget = forget;
  }

  offer(events: readonly StoreEvent[]): void {
    const mine = this.#matching(events);
    if (mine.length === 0) return;
    this.#buffered += mine.length;
    if (this.#buffered > this.#maxEvents) {
      this.#batches = [];
      this.end(new WatchLaggedError(`a watcher of ${this.#prefix} fell more than ${this.#maxEvents} events behind and was cut off; read the state again and watch from there`));
      return;
    }
    this.#batches.push(mine);
    this.#wakeUp();
  }

  /** The next commit's events, or undefined when this is over. */
  async next(): Promise<readonly StoreEvent[] | undefined> {
    while (this.#batches.length === 0) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const batch = this.#batches.shift()!;
    this.#buffered -= batch.length;
    return batch;
  }

  cancel(): void {
    this.#batches = [];
    this.end();
  }

  end(failure?: Error): void {
    this.#ended = true;
    this.#failure ??= failure;
    this.#forget(this);
    this.#wakeUp();
  }

  #matching(events: readonly StoreEvent[]): readonly StoreEvent[] {
    if (events.length === 1) return keyOf(events[0]!).startsWith(this.#prefix) ? events : [];
    if (events.every((event) => keyOf(event).startsWith(this.#prefix))) return events;
    return events.filter((event) => keyOf(event).startsWith(this.#prefix));
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
