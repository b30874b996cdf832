import type { Event } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";

/** What to do with an event: drop it as spam, make it, or raise the count of one made before. */
export type Correlation =
  | { readonly type: "drop" }
  | { readonly type: "create"; readonly event: Event }
  | { readonly type: "patch"; readonly name: string; readonly namespace: string; readonly event: Event; readonly changes: Partial<Event> };

/** Source: client-go tools/record events_cache.go. */
export const correlatorLimits = {
  /** Events that are remembered; the object that was silent the longest goes first. */
  events: 4096,
  /** An object may have so many events at once from one source … */
  spamBurst: 25,
  /** … and one more each time this passes. */
  spamRefillMs: 300_000,
  /** So many events that differ in their message only … */
  similarEvents: 10,
  /** … within this time of each other become one. */
  similarWithinMs: 600_000,
  /** How long an event is remembered after it was last told: as long as the server keeps it (kube-apiserver --event-ttl). */
  rememberedMs: 3_600_000,
} as const;

/** The message under which combined events are counted. */
const combined = "(combined from similar events)";

/** One event on the server. `since` is when the run of similar ones began that it belongs to. */
interface Told {
  readonly fieldPath: string | undefined;
  readonly type: string | undefined;
  readonly reason: string | undefined;
  readonly message: string;
  readonly name: string;
  readonly firstTimestamp: string | undefined;
  count: number;
  since: Millis;
  lastAt: Millis;
}

interface TalkedAbout {
  tokens: number;
  filledAt: Millis;
  told: Told[];
}

/**
 * Keeps the number of events of one source down, as client-go does, in three steps: a token bucket per object; many
 * events that differ in their message only become one "(combined from similar events)"; an event seen before is
 * counted up instead of made again. Pure but for its memory. That is bounded, and an object of which nothing was said
 * for so long that it makes no difference is forgotten: most are gone by then.
 */
export class EventCorrelator {
  /** The one that was silent the longest first. */
  readonly #objects = new Map<string, TalkedAbout>();
  #remembered = 0;

  /** Events whose count could be raised. */
  get remembered(): number {
    return this.#remembered;
  }

  /** `event` is complete, with count 1. What the spam filter drops is counted all the same, as in client-go. */
  correlate(event: Event, now: Millis): Correlation {
    const object = this.#recall(event, now);
    const isSpam = !takeToken(object, now);
    const decision = this.#count(object, event, now);
    while (this.#remembered > correlatorLimits.events) this.#forgetOldest();
    return isSpam ? { type: "drop" } : decision;
  }

  #recall(event: Event, now: Millis): TalkedAbout {
    for (const object of this.#objects.values()) {
      if (!isForgettable(object, now)) break;
      this.#forgetOldest();
    }
    const key = keyOf(event);
    const object = this.#objects.get(key) ?? { tokens: correlatorLimits.spamBurst, filledAt: now, told: [] };
    this.#objects.delete(key);
    this.#objects.set(key, object);
    return object;
  }

  #forgetOldest(): void {
    for (const [key, object] of this.#objects) {
      this.#objects.delete(key);
      this.#remembered -= object.told.length;
      return;
    }
  }

  #count(object: TalkedAbout, plain: Event, now: Millis): Correlation {
    const similar = object.told.filter((told) => told.fieldPath === plain.involvedObject?.fieldPath && told.type === plain.type && told.reason === plain.reason);
    const since = sinceOf(similar, now);
    const isCombined = isOneTooMany(similar, since, plain.message);
    const event = isCombined ? { ...plain, message: `${combined}: ${plain.message}` } : plain;
    const message = isCombined ? combined : plain.message ?? "";
    const before = similar.find((told) => told.message === message);
    if (before === undefined) {
      this.#remember(object, { fieldPath: event.involvedObject?.fieldPath, type: event.type, reason: event.reason, message, name: event.metadata?.name ?? "", firstTimestamp: event.firstTimestamp ?? undefined, count: 1, since, lastAt: now });
      return { type: "create", event };
    }
    before.count += 1;
    before.since = since;
    before.lastAt = now;
    const { name, count, firstTimestamp } = before;
    const changes = { count, lastTimestamp: event.lastTimestamp, message: event.message };
    return { type: "patch", name, namespace: event.metadata?.namespace ?? "", event: { ...event, ...changes, metadata: { ...event.metadata, name }, firstTimestamp }, changes };
  }

  #remember(object: TalkedAbout, told: Told): void {
    const before = object.told.length;
    object.told = [...object.told.filter(({ lastAt }) => told.lastAt - lastAt < correlatorLimits.rememberedMs), told];
    this.#remembered += object.told.length - before;
  }
}

/** All that tells one object from another; whatever else client-go puts into this key is the same in all events of a source. */
function keyOf({ involvedObject: object }: Event): string {
  return [object?.kind, object?.namespace, object?.name, object?.uid, object?.apiVersion].join("\n");
}

/** False when the object has had more events than it may. */
function takeToken(object: TalkedAbout, now: Millis): boolean {
  const tokens = tokensOf(object, now);
  const has = tokens >= 1;
  object.tokens = has ? tokens - 1 : tokens;
  object.filledAt = now;
  return has;
}

function tokensOf({ tokens, filledAt }: TalkedAbout, now: Millis): number {
  return Math.min(correlatorLimits.spamBurst, tokens + (now - filledAt) / correlatorLimits.spamRefillMs);
}

/** A new one would be treated the same. */
function isForgettable(object: TalkedAbout, now: Millis): boolean {
  return now - object.filledAt >= correlatorLimits.rememberedMs && tokensOf(object, now) === correlatorLimits.spamBurst;
}

/** When the run began that a similar event now belongs to: now, after a pause. */
function sinceOf(similar: readonly Told[], now: Millis): Millis {
  const last = similar.reduce<Told | undefined>((latest, told) => (latest === undefined || told.lastAt >= latest.lastAt ? told : latest), undefined);
  return last !== undefined && now - last.lastAt <= correlatorLimits.similarWithinMs ? last.since : now;
}

/** True for the tenth message of a run, and for all that come after it and are not one of the first nine. */
function isOneTooMany(similar: readonly Told[], since: Millis, message: string | undefined): boolean {
  const inRun = similar.filter((told) => told.since === since && told.message !== combined);
  return inRun.length >= correlatorLimits.similarEvents - 1 && !inRun.some((told) => told.message === message);
}
