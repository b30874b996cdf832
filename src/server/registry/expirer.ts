import type { KindStrategy } from "../../api/strategy.ts";
import type { Clock, Millis, Timer } from "../../base/clock.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { objectKey, type Parts } from "./parts.ts";
import type { StoredResource } from "./resource/stored-resource.ts";
import { commitDelete } from "./write/commit.ts";

/** How often expired objects are looked for; they live that much longer at most. */
export const expiryIntervalMs: Millis = 60_000;

/** Deletes objects whose kind says that they do not last (`strategy.expiresAtMs`): events, after an hour or when there are too many. */
export class Expirer {
  readonly #parts: Parts;
  readonly #resources: readonly StoredResource[];
  readonly #clock: Clock;
  #timer: Timer;
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

  #schedule(): Timer {
    return this.#clock.setTimer(expiryIntervalMs, () => void this.#run());
  }

  async #run(): Promise<void> {
    try {
      for (const resource of this.#resources) await this.#expire(resource);
    } catch {
      // A store that takes no writes now is asked again after the next interval.
    } finally {
      if (!this.#stopped) this.#timer = this.#schedule();
    }
  }

  async #expire(resource: StoredResource): Promise<void> {
    const cache = await this.#parts.caches.current(resource.storagePrefix);
    const objects = Array.from(cache.objects(""), ([, object]) => object);
    const expired = expiredOf(objects, resource.strategy, this.#clock.now());
    // Together, so that they share commits. One that was changed meanwhile is another's, or the next round's.
    await Promise.all(expired.map((object) => commitDelete(this.#parts, resource, objectKey(resource, object.metadata?.namespace, object.metadata?.name ?? ""), object)));
  }
}

/** Those whose time is over, and of the others the first to go while there are more than are kept. */
export function expiredOf(objects: readonly KubeObject[], { expiresAtMs, keptAtMost = Number.POSITIVE_INFINITY }: KindStrategy, now: Millis): KubeObject[] {
  const timed = objects.map((object) => ({ object, at: expiresAtMs?.(object) ?? Number.POSITIVE_INFINITY }));
  const expired = timed.filter(({ at }) => at <= now);
  const surplus = objects.length - expired.length - keptAtMost;
  if (surplus <= 0) return expired.map(({ object }) => object);
  return timed
    .sort((a, b) => a.at - b.at)
    .slice(0, expired.length + surplus)
    .map(({ object }) => object);
}
