import { expired } from "../../machinery/errors/constructors.ts";
import { StatusError } from "../../machinery/errors/status-error.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import { FutureRevisionError, type Revision, RevisionCompactedError, type Store } from "../../store/contract.ts";
import { eventFor, type WatchView } from "./audience.ts";
import { bookmark } from "./bookmarks.ts";
import { CacheEvent } from "./cache-event.ts";
import type { ResourceCache } from "./resource-cache.ts";
import { decodeStored } from "./stored-bytes.ts";
import type { WatchCache } from "./watch-cache.ts";
import { Watcher } from "./watcher.ts";

export interface OpenWatchOptions {
  readonly view: WatchView;
  /** Changes after this revision; absent: begin with the present state as ADDED events. */
  readonly since?: Revision;
  readonly bookmarks: boolean;
  /** End the initial events with a bookmark that says so (`sendInitialEvents`). */
  readonly markInitialEvents: boolean;
}

/** Changes that are read from the store's log for one watch before it is told to list again instead. */
const maxReplayed = 50_000;
const replayPage = 1_000;

/** Starts a watch: what lies between its start and now first, then every change, each once and in order. */
export async function openWatch(caches: WatchCache, store: Store, cache: ResourceCache, options: OpenWatchOptions): Promise<Watcher> {
  const { view, since, bookmarks, markInitialEvents } = options;
  const replayed = since === undefined || since >= cache.history.since ? undefined : await replay(caches, store, cache, { since, view });
  // From here on nothing waits: the watcher joins at exactly the revision up to which it has been told.
  const after = since !== undefined && since > caches.revision ? since : undefined;
  const watcher: Watcher = new Watcher({ wantsBookmarks: bookmarks, onStop: (over) => cache.audiences.leave(view, over), after });
  if (since === undefined) {
    watcher.start(presentState(cache, view));
  } else {
    watcher.start(replayed?.events ?? []);
    watcher.start(seen(cache.history.after(replayed?.through ?? since), view));
  }
  if (markInitialEvents) watcher.start([bookmark(view, caches.revision, { endsInitialEvents: true })]);
  cache.audiences.join(view, watcher);
  if (bookmarks) caches.scheduleBookmarks();
  return watcher;
}

const addedEvents = new WeakMap<object, WatchEvent>();

/** The objects as ADDED events; watchers that start at the same state share them. */
function presentState(cache: ResourceCache, { scope, matches, convert }: WatchView): WatchEvent[] {
  const events: WatchEvent[] = [];
  const isOne = scope !== "" && !scope.endsWith("/");
  const one = isOne ? cache.get(scope) : undefined;
  const objects = isOne ? (one === undefined ? [] : [one]) : Array.from(cache.objects(scope), ([, object]) => object);
  for (const stored of objects) {
    if (matches !== undefined && !matches(stored)) continue;
    const object = convert === undefined ? stored : convert(stored);
    let event = addedEvents.get(object);
    if (event === undefined) {
      event = { type: "ADDED", object };
      addedEvents.set(object, event);
    }
    events.push(event);
  }
  return events;
}

function seen(events: readonly CacheEvent[], view: WatchView): WatchEvent[] {
  const told: WatchEvent[] = [];
  for (const event of events) {
    if (!isInScope(event.key, view.scope)) continue;
    const mine = eventFor(event, view);
    if (mine !== undefined) told.push(mine);
  }
  return told;
}

function isInScope(key: string, scope: string): boolean {
  return scope === "" || (scope.endsWith("/") ? key.startsWith(scope) : key === scope);
}

/** What the history no longer holds, from the store's log, up to a revision that the history covers. */
async function replay(caches: WatchCache, store: Store, cache: ResourceCache, { since, view }: { since: Revision; view: WatchView }): Promise<{ events: WatchEvent[]; through: Revision }> {
  const events: WatchEvent[] = [];
  let through = since;
  let read = 0;
  while (through < cache.history.since) {
    const changes = await changesAfter(store, cache.prefix + (view.scope.endsWith("/") ? view.scope : ""), through);
    const past = changes.events.map((event) => {
      const previous = event.previous === undefined ? undefined : decodeStored(event.previous.value, event.previous.modRevision);
      const object = event.type === "put" ? decodeStored(event.entry.value, event.revision) : undefined;
      const key = (event.type === "put" ? event.entry.key : event.key).slice(cache.prefix.length);
      return new CacheEvent({ revision: event.revision, heardAt: 0, key, object, previous });
    });
    events.push(...seen(past, view));
    through = changes.through;
    read += past.length;
    if (read > maxReplayed) throw expired(`too old resource version: ${since} (${through})`);
  }
  await caches.reached(through);
  return { events, through };
}

async function changesAfter(store: Store, prefix: string, since: Revision): ReturnType<Store["changes"]> {
  try {
    return await store.changes(prefix, since, { limit: replayPage });
  } catch (error) {
    if (error instanceof RevisionCompactedError) throw expired(`too old resource version: ${since} (${error.compacted})`);
    if (error instanceof FutureRevisionError) throw tooLargeResourceVersion(since, error.current);
    throw error;
  }
}

/** The client has seen a revision that this server has not. Source: apiserver storage NewTooLargeResourceVersionError. */
export function tooLargeResourceVersion(asked: Revision, current: Revision): StatusError {
  return new StatusError("Timeout", `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    details: { causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }] },
    retryAfterSeconds: 1,
  });
}
