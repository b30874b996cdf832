import { expired } from "../../machinery/errors/constructors.ts";
import type { StatusError } from "../../machinery/errors/status-error.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import type { Revision } from "../../store/contract.ts";
import type { WatchSubscription } from "../contract.ts";

/** Events that may wait for one watcher, above those it started with. */
export const maxBufferedEvents = 4_096;

/**
 * One watch's buffer. Batches are shared with every watcher of the same audience, so that a thousand watchers of one
 * change hold one array.
 *
 *     open ──stop──► over        (nothing more is handed out)
 *       └─too slow─► overflowed  (the next that is handed out is ERROR 410, then it is over)
 */
export class Watcher implements WatchSubscription {
  readonly wantsBookmarks: boolean;
  #batches: (readonly WatchEvent[])[] = [];
  #buffered = 0;
  #over = false;
  #wake: (() => void) | undefined;
  readonly #onStop: (watcher: Watcher) => void;
  /** What the watch begins with: `waiting` to be taken, `taken` and perhaps still being sent, or `done`. */
  #beginning: "waiting" | "taken" | "done" = "done";
  #onInitialized: (() => void) | undefined;
  /** A revision of the future, which has not passed yet: what happens until then is not this watch's. */
  #after: Revision | undefined;

  constructor(options: { wantsBookmarks: boolean; onStop: (watcher: Watcher) => void; after?: Revision }) {
    this.wantsBookmarks = options.wantsBookmarks;
    this.#onStop = options.onStop;
    this.#after = options.after;
  }

  /** What the watch begins with. Not counted: it was asked for in full. */
  start(events: readonly WatchEvent[]): void {
    if (events.length > 0) {
      this.#batches.push(events);
      this.#beginning = "waiting";
    }
    this.#wakeUp();
  }

  onInitialized(told: () => void): void {
    if (this.#beginning === "done") told();
    else this.#onInitialized = told;
  }

  #initialized(): void {
    this.#beginning = "done";
    const told = this.#onInitialized;
    this.#onInitialized = undefined;
    told?.();
  }

  push(events: readonly WatchEvent[]): void {
    if (this.#over) return;
    if (this.#after !== undefined) return this.#pushFuture(events, this.#after);
    this.#buffered += events.length;
    if (this.#buffered > maxBufferedEvents) {
      this.fail(expired(`the watch was too slow: more than ${maxBufferedEvents} events were waiting for it; list again and watch from there`));
      return;
    }
    this.#batches.push(events);
    this.#wakeUp();
  }

  #pushFuture(events: readonly WatchEvent[], after: Revision): void {
    const rest = events.filter(({ object }) => Number(object.metadata?.resourceVersion) > after);
    if (rest.length === 0) return;
    this.#after = undefined;
    this.push(rest);
  }

  /** Drops what is buffered and ends with an ERROR event. */
  fail({ status }: StatusError): void {
    if (this.#over) return;
    this.#batches = [[{ type: "ERROR", object: status }]];
    this.#end();
  }

  async next(): Promise<readonly WatchEvent[] | undefined> {
    if (this.#beginning === "taken") this.#initialized();
    while (this.#batches.length === 0) {
      if (this.#over) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const batches = this.#batches;
    this.#batches = [];
    this.#buffered = 0;
    if (this.#beginning === "waiting") this.#beginning = "taken";
    return batches.length === 1 ? batches[0] : batches.flat();
  }

  /** Takes no more events and is over once what is buffered has been handed out. */
  finish(): void {
    this.#end();
  }

  stop(): void {
    this.#batches = [];
    this.#initialized();
    this.#end();
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#onStop(this);
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/** A watch that cannot be had: says why and is over. Source: apiserver storage/cacher newErrWatcher. */
export function failedWatcher(error: StatusError): Watcher {
  const watcher = new Watcher({ wantsBookmarks: false, onStop: () => {} });
  watcher.fail(error);
  return watcher;
}
