import type { Event } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { LruMap } from "./lru.ts";

/** What to do with an event: drop it as spam, make it, or raise the count of one made before. */
export type Correlation =
  | { readonly type: "drop" }
  | { readonly type: "create"; readonly event: Event }
  | { readonly type: "patch"; readonly name: string; readonly namespace: string; readonly event: Event; readonly changes: Partial<Event> };

/** Source: client-go tools/record events_cache.go. */
export const correlatorLimits = {
  cacheEntries: 4096,
  /** An object may have so many events at once from one source … */
  spamBurst: 25,
  /** … and one more each time this passes. */
  spamRefillMs: 300_000,
  /** So many events that differ in their message only … */
  similarEvents: 10,
  /** … within this time of each other become one. */
  similarWithinMs: 600_000,
} as const;

interface Bucket {
  tokens: number;
  filledAt: Millis;
}

interface Similar {
  messages: Set<string>;
  lastAt: Millis;
}

interface Logged {
  readonly name: string;
  readonly count: number;
  readonly firstTimestamp: string | undefined;
}

/**
 * Keeps the number of events down, as client-go does, in three steps: a token bucket per source and object; many
 * events that differ in their message only become one "(combined from similar events)"; an event seen before is
 * counted up instead of made again. Pure but for its memory, which is bounded.
 */
export class EventCorrelator {
  readonly #buckets = new LruMap<string, Bucket>(correlatorLimits.cacheEntries);
  readonly #similar = new LruMap<string, Similar>(correlatorLimits.cacheEntries);
  readonly #logged = new LruMap<string, Logged>(correlatorLimits.cacheEntries);

  /** `event` is complete, with count 1. The order of steps is client-go's: combining comes before the spam filter. */
  correlate(event: Event, now: Millis): Correlation {
    const { event: combined, key } = this.#combine(event, now);
    const decision = this.#count(combined, key);
    return this.#isSpam(combined, now) ? { type: "drop" } : decision;
  }

  /** The event that `correlate` wanted patched is gone from the server: the next like it is made anew. */
  forget(event: Event): void {
    this.#logged.delete(fullKey(event));
  }

  #combine(event: Event, now: Millis): { event: Event; key: string } {
    const key = similarKey(event);
    let similar = this.#similar.get(key);
    if (similar === undefined || now - similar.lastAt > correlatorLimits.similarWithinMs) similar = { messages: new Set(), lastAt: now };
    similar.messages.add(event.message ?? "");
    similar.lastAt = now;
    this.#similar.set(key, similar);
    if (similar.messages.size < correlatorLimits.similarEvents) return { event, key: fullKey(event) };
    similar.messages.delete(firstOf(similar.messages)); // keeps the set bounded, and at the limit
    return { event: { ...event, message: `(combined from similar events): ${event.message}` }, key };
  }

  #count(event: Event, key: string): Correlation {
    const before = this.#logged.get(key);
    if (before === undefined) {
      this.#logged.set(key, { name: event.metadata?.name ?? "", count: 1, firstTimestamp: event.firstTimestamp ?? undefined });
      return { type: "create", event };
    }
    const count = before.count + 1;
    this.#logged.set(key, { ...before, count });
    const changes = { count, lastTimestamp: event.lastTimestamp, message: event.message };
    return { type: "patch", name: before.name, namespace: event.metadata?.namespace ?? "", event: { ...event, ...changes, firstTimestamp: before.firstTimestamp }, changes };
  }

  #isSpam(event: Event, now: Millis): boolean {
    const key = spamKey(event);
    const bucket = this.#buckets.get(key) ?? { tokens: correlatorLimits.spamBurst, filledAt: now };
    const tokens = Math.min(correlatorLimits.spamBurst, bucket.tokens + (now - bucket.filledAt) / correlatorLimits.spamRefillMs);
    const spam = tokens < 1;
    this.#buckets.set(key, { tokens: spam ? tokens : tokens - 1, filledAt: now });
    return spam;
  }
}

function spamKey({ source, involvedObject: object }: Event): string {
  return [source?.component, source?.host, object?.kind, object?.namespace, object?.name, object?.uid, object?.apiVersion].join("\n");
}

function similarKey(event: Event): string {
  return [spamKey(event), event.involvedObject?.fieldPath, event.type, event.reason, event.reportingComponent, event.reportingInstance].join("\n");
}

function fullKey(event: Event): string {
  return `${similarKey(event)}\n${event.message}`;
}

function firstOf(set: ReadonlySet<string>): string {
  for (const value of set) return value;
  return "";
}
