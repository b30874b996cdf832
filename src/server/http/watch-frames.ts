import { encodeJson } from "../../machinery/codec/encoded.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import { type EncodeContext, inForm } from "./encode-answer.ts";

const frames = new WeakMap<WatchEvent, Uint8Array>();

/** One line a watch event. In object form the bytes are made once and shared by all watchers of the event. */
export function watchFrame(event: WatchEvent, context: EncodeContext, first: boolean): Uint8Array {
  if (context.negotiated.form !== "object") return frameOf(event, encodeJson(formed(event, context, first)));
  let frame = frames.get(event);
  if (frame === undefined) {
    frame = frameOf(event, encodeJson(event.object));
    frames.set(event, frame);
  }
  return frame;
}

function formed(event: WatchEvent, context: EncodeContext, first: boolean) {
  return event.type === "ERROR" ? event.object : inForm(event.object, context, first);
}

function frameOf(event: WatchEvent, object: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`{"type":"${event.type}","object":`), object, Buffer.from("}\n")]);
}
