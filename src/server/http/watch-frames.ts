import { encodeWatchEvent } from "../../machinery/codec/encoded-list.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import { type EncodeContext, inForm } from "./encode-answer.ts";

/** One line a watch event. In object form the bytes are made once and shared by all watchers of the event. */
export function watchFrame(event: WatchEvent, context: EncodeContext, first: boolean): Uint8Array {
  if (event.type === "ERROR" || context.negotiated.form === "object") return encodeWatchEvent(event);
  return encodeWatchEvent({ type: event.type, object: inForm(event.object, context, first) });
}

const joinedFrames = new WeakMap<readonly WatchEvent[], Uint8Array>();

/** All lines of a batch, to be sent in one write. Watchers of one audience share the batch and so, in object form, the bytes. */
export function watchFrames(events: readonly WatchEvent[], context: EncodeContext, first: boolean): Uint8Array {
  const [only] = events;
  if (only !== undefined && events.length === 1) return watchFrame(only, context, first);
  const isShared = context.negotiated.form === "object";
  const known = isShared ? joinedFrames.get(events) : undefined;
  if (known !== undefined) return known;
  const joined = Buffer.concat(events.map((event, index) => watchFrame(event, context, first && index === 0)));
  if (isShared) joinedFrames.set(events, joined);
  return joined;
}
