import { apiVersionOf } from "../../../machinery/meta/resource.ts";
import { onAbort } from "../../../base/abort/abort.ts";
import type { WatchView } from "../../watchcache/audience.ts";
import { openWatch } from "../../watchcache/open-watch.ts";
import type { WatchSubscription } from "../../contract.ts";
import type { Operation } from "../parts.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { freshCache, parseResourceVersion } from "./fresh.ts";
import { validateListOptions } from "./list-options.ts";
import { predicateOf } from "./predicate.ts";

/** A watch without timeoutSeconds lasts this long at least, at most twice as long. Source: apiserver --min-request-timeout. */
const minTimeoutSeconds = 1_800;

/**
 * Changes after a resourceVersion. Without one, or from 0, the present state comes first, as ADDED events; with
 * sendInitialEvents a bookmark says where it ends.
 */
export const watch: Operation = async (parts, resource, { request, signal }) => {
  const { name, namespace, options = {} } = request;
  validateListOptions(options, true);
  const predicate = predicateOf(resource, namespace, { ...options, name });
  const asked = parseResourceVersion(options.resourceVersion);
  const cache = await freshCache(parts, resource.storagePrefix, asked);
  const view = viewOf(resource, predicate);
  const startsWithState = options.sendInitialEvents ?? (asked === undefined || asked === 0);
  const bookmarks = options.allowWatchBookmarks === true;
  const since = startsWithState ? undefined : (asked || parts.caches.revision);
  const watcher = await openWatch(parts.caches, parts.store, cache, { view, since, bookmarks, markInitialEvents: options.sendInitialEvents === true && bookmarks });

  const timeoutSeconds = options.timeoutSeconds || minTimeoutSeconds * (1 + parts.random.float());
  const timer = parts.clock.setTimer(timeoutSeconds * 1_000, () => watcher.finish());
  const aborting = onAbort(signal, () => watcher.stop());
  const subscription: WatchSubscription = {
    next: () => watcher.next(),
    stop() {
      timer.cancel();
      aborting.dispose();
      watcher.stop();
    },
  };
  return { type: "watch", watch: subscription };
};

function viewOf(resource: StoredResource, predicate: ReturnType<typeof predicateOf>): WatchView {
  const { info } = resource;
  const convert = resource.isStoredVersion ? undefined : resource.fromStored;
  return { scope: predicate.scope, matches: predicate.matches, id: `${info.version}\n${info.group}\n${predicate.id}`, apiVersion: apiVersionOf(info), kind: info.kind, convert };
}
