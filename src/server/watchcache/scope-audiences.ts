import type { KubeObject } from "../../machinery/meta/object.ts";
import { Audience, type WatchView } from "./audience.ts";
import type { CacheEvent } from "./cache-event.ts";

interface FieldIndex {
  readonly valueOf: (object: KubeObject) => string;
  readonly byValue: Map<string, Set<Audience>>;
}

/**
 * The audiences of one scope. One that asks for a single value of a field, as every node does for its pods, is found by
 * that value: a change of a pod then costs the same however many nodes there are.
 *
 *     change ──► open audiences            (any value)
 *           └──► field ──► value before, value now ──► audiences of those
 */
export class ScopeAudiences {
  readonly #all = new Map<string, Audience>();
  readonly #open = new Set<Audience>();
  readonly #byField = new Map<string, FieldIndex>();

  get size(): number {
    return this.#all.size;
  }

  all(): Iterable<Audience> {
    return this.#all.values();
  }

  find(view: WatchView): Audience | undefined {
    return this.#all.get(view.id);
  }

  findOrAdd(view: WatchView): Audience {
    const known = this.#all.get(view.id);
    if (known !== undefined) return known;
    const audience = new Audience(view);
    this.#all.set(view.id, audience);
    this.#placeOf(view).add(audience);
    return audience;
  }

  remove(audience: Audience): void {
    const { id, only, apiVersion } = audience.view;
    this.#all.delete(id);
    const place = this.#placeOf(audience.view);
    place.delete(audience);
    if (only === undefined || place.size > 0) return;
    const name = indexName(apiVersion, only.field);
    const index = this.#byField.get(name);
    index?.byValue.delete(only.value);
    if (index?.byValue.size === 0) this.#byField.delete(name);
  }

  /** Those whose view the change can touch, each once. */
  *touchedBy({ object, previous }: CacheEvent): Generator<Audience, void, undefined> {
    yield* this.#open;
    for (const { valueOf, byValue } of this.#byField.values()) {
      const before = previous === undefined ? undefined : valueOf(previous);
      const now = object === undefined ? undefined : valueOf(object);
      if (before !== undefined) yield* byValue.get(before) ?? [];
      if (now !== undefined && now !== before) yield* byValue.get(now) ?? [];
    }
  }

  #placeOf({ only, apiVersion }: WatchView): Set<Audience> {
    if (only === undefined) return this.#open;
    const name = indexName(apiVersion, only.field);
    const index = this.#byField.get(name) ?? { valueOf: only.valueOf, byValue: new Map<string, Set<Audience>>() };
    this.#byField.set(name, index);
    const place = index.byValue.get(only.value) ?? new Set();
    index.byValue.set(only.value, place);
    return place;
  }
}

/** Versions of one kind may call different things by one name. */
function indexName(apiVersion: string, field: string): string {
  return `${apiVersion} ${field}`;
}
