import { apiVersionOf } from "../../../machinery/meta/resource.ts";
import { onAbort } from "../../../base/abort/abort.ts";
import type { WatchView } from "../../watchcache/audience.ts";
import { StatusError } from "../../../machinery/errors/status-error.ts";
import { openWatch } from "../../watchcache/open-watch.ts";
import { failedWatcher, type Watcher } from "../../watchcache/watcher.ts";
import type { WatchSubscription } from "../../contract.ts";
import type { Operation } from "../parts.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { freshCache, parseResourceVersion } from "./fresh.ts";
import { validateListOptions } from "./list-options.ts";
import { predicateOf } from "./predicate.ts";

/** A watch without timeoutSeconds lasts this long at least, at most twice as long. Source: apiserver --min-request-timeout. */
const minTimeoutSeconds = 1_800;

/** A bookmark comes this long before a watch ends, so that the next goes on from nearly now. Source: apiserver storage/cacher nextBookmarkTime. */
const lastBookmarkBeforeEndMs = 2_000;

/**
 * Changes after a resourceVersion. Without one, or from 0, the present state comes first, as ADDED events; a client that
 * takes bookmarks is told by one where it ends. From a revision of the future it waits for that. What is wrong with the
 * revision itself is told in the watch, as its only event.
 */
export const watch: Operation = async (parts, resource, { request, signal }) => {
  const { name, namespace, options = {} } = request;
  validateListOptions(options, true);
  const predicate = predicateOf(resource, namespace, { ...options, name });
  const asked = parseResourceVersion(options.resourceVersion);
  const startsWithState = options.sendInitialEvents ?? !asked;
  const bookmarks = options.allowWatchBookmarks === true;
  const how = { view: viewOf(resource, predicate), bookmarks, markInitialEvents: startsWithState && bookmarks };
  let watcher: Watcher;
  try {
    const cache = await freshCache(parts, resource.storagePrefix, startsWithState ? asked : 0);
    watcher = await openWatch(parts.caches, parts.store, cache, { ...how, since: startsWithState ? undefined : asked || parts.caches.revision });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    watcher = failedWatcher(error);
  }

  const timeoutMs = (options.timeoutSeconds || minTimeoutSeconds * (1 + parts.random.float())) * 1_000;
  const timers = [parts.clock.setTimer(timeoutMs, () => watcher.finish())];
  if (bookmarks && timeoutMs >= lastBookmarkBeforeEndMs) timers.push(parts.clock.setTimer(timeoutMs - lastBookmarkBeforeEndMs, () => parts.caches.sendBookmark(resource.storagePrefix, how.view, watcher)));
  const aborting = onAbort(signal, () => watcher.stop());
  const subscription: WatchSubscription = {
    next: () => watcher.next(),
    onInitialized: (told) => watcher.onInitialized(told),
    stop() {
      for (const timer of timers) timer.cancel();
      aborting.dispose();
      watcher.stop();
    },
  };
  return { type: "watch", watch: subscription };
};

function viewOf(resource: StoredResource, predicate: ReturnType<typeof predicateOf>): WatchView {
  const { info } = resource;
  const convert = resource.isStoredVersion ? undefined : resource.fromStored;
  return { scope: predicate.scope, matches: predicate.matches, only: predicate.only, id: `${info.version}\n${info.group}\n${predicate.id}`, apiVersion: apiVersionOf(info), kind: info.kind, convert };
}
