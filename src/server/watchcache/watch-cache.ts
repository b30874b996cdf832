import type { Clock, Millis, Timer } from "../../base/clock.ts";
import { expired } from "../../machinery/errors/constructors.ts";
import { keyOf, type Revision, RevisionCompactedError, type Store, StoreClosedError, type StoreEvent } from "../../store/contract.ts";
import type { HistoryLimits } from "./history.ts";
import { ResourceCache } from "./resource-cache.ts";
import type { WatchView } from "./audience.ts";
import { bookmark, sendBookmarks } from "./bookmarks.ts";
import type { Watcher } from "./watcher.ts";

export interface WatchCacheOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** What all keys start with. Default `/registry/`. */
  readonly root?: string;
  readonly limits?: HistoryLimits;
  /** True for the prefixes of resources of which many are kept and few are read: their objects are kept as bytes. */
  readonly isPacked?: (prefix: string) => boolean;
  /** How often watches that allow it get a bookmark. Default 1 minute. */
  readonly bookmarkIntervalMs?: Millis;
}

/** How long to wait before following the store again after it failed. */
const retryMs = 1_000;

/**
 * All resources' caches, fed by one watch of the store. One stream for all means that every cache stands at the same
 * revision: a cache knows that it is up to date although the newest change was another resource's.
 *
 *     store.watch("/registry/") ──► by resource prefix ──► ResourceCache ──► audiences ──► watchers
 */
export class WatchCache {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #root: string;
  readonly #limits: HistoryLimits | undefined;
  readonly #isPacked: (prefix: string) => boolean;
  readonly #bookmarkIntervalMs: Millis;
  readonly #stop = new AbortController();
  readonly #caches = new Map<string, CacheSlot>();
  readonly #started: Promise<void>;
  #running: Promise<void> = Promise.resolve();
  #revision: Revision = 0;
  #waiting: { revision: Revision; resolve: () => void; reject: (error: Error) => void }[] = [];
  #bookmarkTimer: Timer | undefined;

  constructor({ store, clock, root = "/registry/", limits, isPacked = () => false, bookmarkIntervalMs = 60_000 }: WatchCacheOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#root = root;
    this.#limits = limits;
    this.#isPacked = isPacked;
    this.#bookmarkIntervalMs = bookmarkIntervalMs;
    this.#started = this.#start();
    this.#started.catch(() => {}); // whoever asks for a resource hears of it
  }

  /** The revision at which every loaded cache stands. */
  get revision(): Revision {
    return this.#revision;
  }

  /** The cache of the resource whose keys start with `prefix`, loaded on first use. */
  async resource(prefix: string): Promise<ResourceCache> {
    let slot = this.#caches.get(prefix);
    if (slot === undefined) {
      slot = { cache: new ResourceCache(prefix, { ...this.#limits, isPacked: this.#isPacked(prefix) }), early: [], loaded: Promise.resolve() };
      this.#caches.set(prefix, slot);
      slot.loaded = this.#load(slot);
    }
    await slot.loaded;
    return slot.cache;
  }

  /** The cache of a resource that has been loaded; undefined for others. */
  loaded(prefix: string): ResourceCache | undefined {
    const slot = this.#caches.get(prefix);
    return slot?.early === undefined ? slot?.cache : undefined;
  }

  /** The same as `resource`, and at least as new as every write that was acknowledged before the call. */
  async current(prefix: string): Promise<ResourceCache> {
    const cache = await this.resource(prefix);
    await this.reached(await this.#store.revision());
    return cache;
  }

  /** Resolves once the caches stand at `revision` or later. */
  reached(revision: Revision): Promise<void> {
    if (revision <= this.#revision) return Promise.resolve();
    if (this.#stop.signal.aborted) return Promise.reject(new StoreClosedError("the watch cache is closed"));
    return new Promise((resolve, reject) => this.#waiting.push({ revision, resolve, reject }));
  }

  /** Sees to it that watches which allow bookmarks get them. */
  scheduleBookmarks(): void {
    this.#bookmarkTimer ??= this.#clock.setTimer(this.#bookmarkIntervalMs, () => {
      this.#bookmarkTimer = undefined;
      let sent = false;
      for (const { cache } of this.#caches.values()) sent = sendBookmarks(cache, this.#revision) || sent;
      if (sent) this.scheduleBookmarks();
    });
  }

  /** Sends a bookmark to one watch, which is about objects below `prefix`. */
  sendBookmark(prefix: string, view: WatchView, watcher: Watcher): void {
    // A bookmark says that everything before it has been told.
    this.loaded(prefix)?.audiences.deliver();
    watcher.push([bookmark(view, this.#revision, { endsInitialEvents: false })]);
  }

  /** Lets go of most of the history of resources that have come to rest. */
  dropOldHistory(): void {
    const now = this.#clock.monotonic();
    for (const { cache } of this.#caches.values()) cache.history.rest(now);
  }

  /** Ends every watch quietly. The store stays open. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#bookmarkTimer?.cancel();
    this.#endWatches();
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new StoreClosedError("the watch cache is closed"));
    await this.#running;
  }

  async #start(): Promise<void> {
    this.#revision = await this.#store.revision();
    this.#running = this.#follow();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    let isOpen = true;
    while (isOpen && !signal.aborted) {
      try {
        for await (const batch of this.#store.watch(this.#root, this.#revision, signal)) this.#apply(batch);
        isOpen = false;
      } catch (error) {
        if (error instanceof StoreClosedError) isOpen = false;
        else if (error instanceof RevisionCompactedError) await this.#reload(error);
        else await this.#clock.sleep(retryMs, signal).catch(() => {});
      }
    }
    this.#endWatches();
  }

  #apply(batch: readonly StoreEvent[]): void {
    const heardAt = this.#clock.monotonic();
    const touched = new Set<CacheSlot>();
    for (const event of batch) {
      const slot = this.#caches.get(this.#prefixOf(keyOf(event)));
      if (slot === undefined) continue;
      if (slot.early !== undefined) slot.early.push(event);
      else {
        slot.cache.apply(event, heardAt);
        touched.add(slot);
      }
    }
    this.#advance(batch[batch.length - 1]!.revision);
    for (const { cache } of touched) cache.audiences.flush(this.#clock);
  }

  #advance(revision: Revision): void {
    this.#revision = revision;
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = waiting.filter((one) => one.revision > revision);
    for (const one of waiting) if (one.revision <= revision) one.resolve();
  }

  /** Reads the resource as it stands, then applies what the feed brought meanwhile. */
  async #load(slot: CacheSlot): Promise<void> {
    try {
      await this.#started;
      const { entries, revision } = await this.#store.range(slot.cache.prefix);
      await this.reached(revision);
      slot.cache.load(entries, revision);
      const heardAt = this.#clock.monotonic();
      for (const event of slot.early ?? []) if (event.revision > revision) slot.cache.apply(event, heardAt);
      slot.early = undefined;
      slot.cache.audiences.flush(this.#clock);
    } catch (error) {
      this.#caches.delete(slot.cache.prefix); // the next request tries again
      throw error;
    }
  }

  /** What happened meanwhile is no longer known: whoever watches must list again, and every cache is read anew. */
  async #reload(error: RevisionCompactedError): Promise<void> {
    this.#endWatches(expired(`too old resource version: ${this.#revision} (${error.compacted})`));
    this.#caches.clear();
    this.#advance(await this.#store.revision());
  }

  #endWatches(reason?: ReturnType<typeof expired>): void {
    for (const { cache } of this.#caches.values()) {
      for (const { watcher } of [...cache.audiences.watchers()]) {
        if (reason === undefined) watcher.stop();
        else watcher.fail(reason);
      }
    }
  }

  /** `/registry/apps/deployments/` of `/registry/apps/deployments/default/web`. */
  #prefixOf(key: string): string {
    const group = key.indexOf("/", this.#root.length);
    return key.slice(0, key.indexOf("/", group + 1) + 1);
  }
}

interface CacheSlot {
  readonly cache: ResourceCache;
  /** Events that came before the cache was loaded; undefined once it is. */
  early: StoreEvent[] | undefined;
  loaded: Promise<void>;
}
