import type { KubeObject } from "../../machinery/meta/object.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import type { Revision } from "../../store/contract.ts";
import type { WatchView } from "./audience.ts";
import type { ResourceCache } from "./resource-cache.ts";

/** Marks the bookmark after which a watch has sent everything that it started with. Source: apimachinery meta/v1 InitialEventsAnnotationKey. */
const initialEventsEnd = "k8s.io/initial-events-end";

/** A BOOKMARK: nothing happened to this watch's objects up to `revision` that it has not been told. */
export function bookmark({ apiVersion, kind }: WatchView, revision: Revision, options: { readonly endsInitialEvents: boolean }): WatchEvent {
  const metadata: KubeObject["metadata"] = { resourceVersion: String(revision) };
  if (options.endsInitialEvents) metadata.annotations = { [initialEventsEnd]: "true" };
  return { type: "BOOKMARK", object: { kind, apiVersion, metadata } };
}

/** Sends a bookmark to each watcher of the resource that allows it; false when there is none. */
export function sendBookmarks(cache: ResourceCache, revision: Revision): boolean {
  // A bookmark says that everything before it has been told.
  cache.audiences.deliver();
  let events: readonly WatchEvent[] | undefined;
  let lastView: WatchView | undefined;
  for (const { watcher, view } of cache.audiences.watchers()) {
    if (!watcher.wantsBookmarks) continue;
    if (events === undefined || lastView?.apiVersion !== view.apiVersion) events = [bookmark(view, revision, { endsInitialEvents: false })];
    lastView = view;
    watcher.push(events);
  }
  return events !== undefined;
}
