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
  /** Turns a stored object into the served version; absent where they are the same. */
  readonly convert?: (object: KubeObject) => KubeObject;
}

/** All watchers with the same view: what a change means to them is worked out once. */
export class Audience {
  readonly view: WatchView;
  readonly watchers = new Set<Watcher>();
  #pending: WatchEvent[] = [];

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

  /** Hands out the batch. */
  flush(): void {
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

/**
 * The audiences of one resource, found by the key of what changed.
 *
 *     change of `default/web`  ──►  scope ""   scope "default/"   scope "default/web"
 */
export class Audiences {
  readonly #byScope = new Map<string, Map<string, Audience>>();
  #touched: Audience[] = [];

  join(view: WatchView, watcher: Watcher): void {
    const scope = this.#byScope.get(view.scope) ?? new Map<string, Audience>();
    this.#byScope.set(view.scope, scope);
    const audience = scope.get(view.id) ?? new Audience(view);
    scope.set(view.id, audience);
    audience.watchers.add(watcher);
  }

  leave(view: WatchView, watcher: Watcher): void {
    const scope = this.#byScope.get(view.scope);
    const audience = scope?.get(view.id);
    if (scope === undefined || audience === undefined) return;
    audience.watchers.delete(watcher);
    if (audience.watchers.size === 0) scope.delete(view.id);
    if (scope.size === 0) this.#byScope.delete(view.scope);
  }

  take(event: CacheEvent): void {
    if (this.#byScope.size === 0) return;
    this.#takeIn("", event);
    const slash = event.key.indexOf("/");
    if (slash >= 0) this.#takeIn(event.key.slice(0, slash + 1), event);
    this.#takeIn(event.key, event);
  }

  flush(): void {
    const touched = this.#touched;
    this.#touched = [];
    for (const audience of touched) audience.flush();
  }

  *watchers(): Generator<{ watcher: Watcher; view: WatchView }, void, undefined> {
    for (const scope of this.#byScope.values()) {
      for (const audience of scope.values()) for (const watcher of audience.watchers) yield { watcher, view: audience.view };
    }
  }

  #takeIn(scope: string, event: CacheEvent): void {
    for (const audience of this.#byScope.get(scope)?.values() ?? []) if (audience.take(event)) this.#touched.push(audience);
  }
}
