import type { KubeObject } from "../meta/object.ts";

/**
 * One step of a watch. `BOOKMARK` carries only a resourceVersion (and, at the end of initial events, an annotation);
 * `ERROR` carries a Status and ends the stream.
 */
export type WatchEvent<T = KubeObject> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: T }
  | { readonly type: "BOOKMARK"; readonly object: KubeObject }
  | { readonly type: "ERROR"; readonly object: Status };

import type { Status } from "../errors/status.ts";
