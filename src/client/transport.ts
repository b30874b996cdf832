import type { KubeList, KubeObject } from "../machinery/meta/object.ts";
import type { ApiRequest } from "../machinery/request/api-request.ts";
import type { WatchEvent } from "../machinery/watch/event.ts";

/** A request that is answered with a list. */
export type ListRequest = ApiRequest & { verb: "list" | "deletecollection" };

/**
 * The way to an API server: in the same process (no TLS, HTTP or JSON in between, same pipeline and identity) or over
 * HTTPS. Errors are StatusError whichever way it goes. Objects that come back are shared: never write to them.
 */
export interface Transport {
  /** get, create, update, patch, delete: the object (or a Status after a delete). */
  request<T extends KubeObject = KubeObject>(request: ApiRequest, signal?: AbortSignal): Promise<T>;
  /** list: the objects; deletecollection: those that were found and deleted, as they were. */
  list<T extends KubeObject = KubeObject>(request: ListRequest, signal?: AbortSignal): Promise<KubeList<T>>;
  /** Ends quietly when `signal` aborts or the server ends the watch; an ERROR event is yielded, not thrown. Throws StatusError when it cannot start. */
  watch<T extends KubeObject = KubeObject>(request: ApiRequest & { verb: "watch" }, signal: AbortSignal): AsyncIterable<WatchEvent<T>>;
}
