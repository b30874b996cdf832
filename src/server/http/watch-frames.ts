import { encodeWatchEvent } from "../../machinery/codec/encoded-list.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import { type EncodeContext, inForm } from "./encode-answer.ts";

/** One line a watch event. In object form the bytes are made once and shared by all watchers of the event. */
export function watchFrame(event: WatchEvent, context: EncodeContext, first: boolean): Uint8Array {
  if (event.type === "ERROR" || context.negotiated.form === "object") return encodeWatchEvent(event);
  return encodeWatchEvent({ type: event.type, object: inForm(event.object, context, first) });
}
