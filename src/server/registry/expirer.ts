import type { KindStrategy } from "../../api/strategy.ts";
import type { Clock, Millis, Timer } from "../../base/clock.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { objectKey, type Parts } from "./parts.ts";
import type { StoredResource } from "./resource/stored-resource.ts";
import { commitDelete } from "./write/commit.ts";

/** How often expired objects are looked for; they live that much longer at most. */
export const expiryIntervalMs: Millis = 60_000;
/** Surplus objects are looked for whenever so large a part of those that are kept is new. */
const lookEvery = 0.05;

/** Deletes objects whose kind says that they do not last (`strategy.expiresAtMs`): events, after an hour or when there are too many. */
export class Expirer {
  readonly #parts: Parts;
  readonly #resources: readonly StoredResource[];
  readonly #clock: Clock;
  readonly #created = new Map<string, number>();
  #timer: Timer;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: Parts, resources: readonly StoredResource[]) {
    this.#parts = parts;
    this.#resources = resources;
    this.#clock = parts.clock;
    this.#timer = this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer.cancel();
  }

  /** One more object of a kind of which only so many are kept. */
  noteCreate({ storagePrefix, strategy }: StoredResource): void {
    const created = (this.#created.get(storagePrefix) ?? 0) + 1;
    this.#created.set(storagePrefix, created);
    if (created < lookEvery * (strategy.keptAtMost ?? Number.POSITIVE_INFINITY)) return;
    this.#created.clear();
    void this.#run();
  }

  #schedule(): Timer {
    return this.#clock.setTimer(expiryIntervalMs, () => void this.#run().finally(() => {
      if (!this.#stopped) this.#timer = this.#schedule();
    }));
  }

  #run(): Promise<void> {
    this.#running ??= this.#expireAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #expireAll(): Promise<void> {
    try {
      for (const resource of this.#resources) await this.#expire(resource);
    } catch {
      // A store that takes no writes now is asked again after the next interval.
    }
  }

  async #expire(resource: StoredResource): Promise<void> {
    const cache = await this.#parts.caches.current(resource.storagePrefix);
    const expired = expiredOf(cache.oldestFirst(), cache.size, resource.strategy, this.#clock.now());
    // Together, so that they share commits. One that was changed meanwhile is another's, or the next round's.
    await Promise.all(expired.map((object) => commitDelete(this.#parts, resource, objectKey(resource, object.metadata?.namespace, object.metadata?.name ?? ""), object)));
  }
}

/**
 * Those whose time is over, and while more than are kept are left, those that changed longest ago. The objects come with
 * those first; they are not read on past the first that stays, for what changed later ends later.
 */
export function expiredOf(oldestFirst: Iterable<KubeObject>, count: number, { expiresAtMs, keptAtMost = Number.POSITIVE_INFINITY }: KindStrategy, now: Millis): KubeObject[] {
  const expired: KubeObject[] = [];
  for (const object of oldestFirst) {
    const isOver = (expiresAtMs?.(object) ?? Number.POSITIVE_INFINITY) <= now;
    if (!isOver && count - expired.length <= keptAtMost) break;
    expired.push(object);
  }
  return expired;
}
