import type { Clock, Millis, Timer } from "../../base/clock.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import type { CacheEvent, Matches } from "./cache-event.ts";
import type { Watcher } from "./watcher.ts";

/** Which objects a watch is about, and in which form it sees them. */
export interface WatchView {
  /** "" for all, `namespace/` for one namespace, a whole key for one object. */
  readonly scope: string;
  /** Of the served version; bookmarks carry them. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Equal for watches that see the same: version and selectors. */
  readonly id: string;
  readonly matches: Matches;
  /** A field of which the view has one value only, where it asks for one: objects with another need not be asked about. */
  readonly only?: { readonly field: string; readonly value: string; readonly valueOf: (stored: KubeObject) => string };
  /** Turns a stored object into the served version; absent where they are the same. */
  readonly convert?: (object: KubeObject) => KubeObject;
}

/** What follows a delivery without another, for each watcher it went to: about twice what the delivery costs. */
const restPerWatcherMs: Millis = 0.02;
/** Smaller audiences are told at once. */
const shortestRestMs: Millis = 2;
const longestRestMs: Millis = 100;

/**
 * All watchers with the same view: what a change means to them is worked out once.
 *
 * A thousand watchers of a hundred changes a second are a hundred thousand writes. So a large audience rests after each
 * delivery, and what happens meanwhile goes out as one: the first change of a calm time waits for nothing.
 */
export class Audience {
  readonly view: WatchView;
  readonly watchers = new Set<Watcher>();
  #pending: WatchEvent[] = [];
  #deliveredAt: Millis = Number.NEGATIVE_INFINITY;
  #resting: Timer | undefined;

  constructor(view: WatchView) {
    this.view = view;
  }

  /** Takes in a change; true when it is the first of the batch that these watchers see. */
  take(event: CacheEvent): boolean {
    const seen = eventFor(event, this.view);
    if (seen === undefined) return false;
    this.#pending.push(seen);
    return this.#pending.length === 1;
  }

  /** Hands out the batch, now or at the end of the rest. */
  flush(clock: Clock): void {
    const restMs = Math.min(this.watchers.size * restPerWatcherMs, longestRestMs);
    if (restMs < shortestRestMs) return this.deliver();
    const waitMs = this.#deliveredAt + restMs - clock.monotonic();
    if (waitMs <= 0) this.#deliverAndRest(clock);
    else this.#resting ??= clock.setTimer(waitMs, () => this.#deliverAndRest(clock));
  }

  #deliverAndRest(clock: Clock): void {
    this.#deliveredAt = clock.monotonic();
    this.deliver();
  }

  /** Hands out the batch now. */
  deliver(): void {
    this.#resting?.cancel();
    this.#resting = undefined;
    if (this.#pending.length === 0) return;
    const events = this.#pending;
    this.#pending = [];
    for (const watcher of this.watchers) watcher.push(events);
  }
}

/** What watchers with this view are told of a change; undefined where it is not theirs to see. */
export function eventFor(event: CacheEvent, { matches, convert }: WatchView): WatchEvent | undefined {
  const seen = event.seenBy(matches);
  if (seen === undefined || convert === undefined) return seen;
  return { type: seen.type, object: convert(seen.object as KubeObject) } as WatchEvent;
}
