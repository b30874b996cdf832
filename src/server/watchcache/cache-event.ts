import type { KubeObject } from "../../machinery/meta/object.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import type { Revision } from "../../store/contract.ts";
import { atRevision } from "./stored-bytes.ts";

/** Whether an audience may see an object; absent where it may see all. */
export type Matches = ((object: KubeObject) => boolean) | undefined;

/** One change of one object, with both sides of it, and what watchers are told of it: made once, shared by all. */
export class CacheEvent {
  readonly revision: Revision;
  /** When this server heard of it, in milliseconds of the monotonic clock. */
  readonly heardAt: number;
  /** The object's key without its resource's prefix: `namespace/name`, or `name`. */
  readonly key: string;
  /** Absent when the object was deleted. */
  readonly object: KubeObject | undefined;
  /** Absent when the object was created. */
  readonly previous: KubeObject | undefined;
  #added: WatchEvent | undefined;
  #modified: WatchEvent | undefined;
  #deleted: WatchEvent | undefined;

  constructor(event: { revision: Revision; heardAt: number; key: string; object: KubeObject | undefined; previous: KubeObject | undefined }) {
    this.revision = event.revision;
    this.heardAt = event.heardAt;
    this.key = event.key;
    this.object = event.object;
    this.previous = event.previous;
  }

  /**
   * What an audience is told: an object that comes into its view is ADDED and one that leaves it is DELETED, whatever
   * happened to the object itself. Source: apiserver storage/cacher convertToWatchEvent.
   */
  seenBy(matches: Matches): WatchEvent | undefined {
    const { object, previous } = this;
    const is = object !== undefined && (matches === undefined || matches(object));
    const was = previous !== undefined && (matches === undefined || matches(previous));
    if (is && was) return (this.#modified ??= { type: "MODIFIED", object });
    if (is) return (this.#added ??= { type: "ADDED", object });
    if (was) return (this.#deleted ??= { type: "DELETED", object: atRevision(previous, this.revision) });
    return undefined;
  }
}
