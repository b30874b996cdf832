import type { Clock } from "../../base/clock.ts";
import type { Audience, WatchView } from "./audience.ts";
import type { CacheEvent } from "./cache-event.ts";
import { ScopeAudiences } from "./scope-audiences.ts";
import type { Watcher } from "./watcher.ts";

/**
 * The audiences of one resource, found by the key of what changed.
 *
 *     change of `default/web`  ──►  scope ""   scope "default/"   scope "default/web"
 */
export class Audiences {
  readonly #byScope = new Map<string, ScopeAudiences>();
  #touched: Audience[] = [];

  join(view: WatchView, watcher: Watcher): void {
    const scope = this.#byScope.get(view.scope) ?? new ScopeAudiences();
    this.#byScope.set(view.scope, scope);
    const audience = scope.findOrAdd(view);
    // What waits for the others is in the state with which this one has started.
    audience.deliver();
    audience.watchers.add(watcher);
  }

  leave(view: WatchView, watcher: Watcher): void {
    const scope = this.#byScope.get(view.scope);
    const audience = scope?.find(view);
    if (scope === undefined || audience === undefined) return;
    audience.watchers.delete(watcher);
    if (audience.watchers.size === 0) {
      audience.deliver();
      scope.remove(audience);
    }
    if (scope.size === 0) this.#byScope.delete(view.scope);
  }

  take(event: CacheEvent): void {
    if (this.#byScope.size === 0) return;
    this.#takeIn("", event);
    const slash = event.key.indexOf("/");
    if (slash >= 0) this.#takeIn(event.key.slice(0, slash + 1), event);
    this.#takeIn(event.key, event);
  }

  flush(clock: Clock): void {
    const touched = this.#touched;
    this.#touched = [];
    for (const audience of touched) audience.flush(clock);
  }

  /** Hands out whatever waits for its time: what is sent next comes after it. */
  deliver(): void {
    for (const scope of this.#byScope.values()) for (const audience of scope.all()) audience.deliver();
  }

  *watchers(): Generator<{ watcher: Watcher; view: WatchView }, void, undefined> {
    for (const scope of this.#byScope.values()) {
      for (const audience of scope.all()) for (const watcher of audience.watchers) yield { watcher, view: audience.view };
    }
  }

  #takeIn(scope: string, event: CacheEvent): void {
    for (const audience of this.#byScope.get(scope)?.touchedBy(event) ?? []) if (audience.take(event)) this.#touched.push(audience);
  }
}
