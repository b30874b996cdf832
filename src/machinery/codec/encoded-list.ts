import type { KubeList, KubeObject } from "../meta/object.ts";
import type { WatchEvent } from "../watch/event.ts";
import { encodeJson } from "./encoded.ts";

const encoder = new TextEncoder();
const comma = 0x2c;
const listEnd = encoder.encode("]}");

/** A list as JSON bytes, joined from its items' own: ten thousand objects cost one copy and no stringify. */
export function encodeList(list: KubeList): Uint8Array {
  const items = list.items.map((item) => encodeJson(item as KubeObject));
  const { kind, apiVersion, metadata } = list;
  const start = encoder.encode(`${JSON.stringify({ kind, apiVersion, metadata }).slice(0, -1)},"items":[`);
  return join(start, items, listEnd);
}

function join(start: Uint8Array, parts: readonly Uint8Array[], end: Uint8Array): Uint8Array {
  const separators = Math.max(0, parts.length - 1);
  let size = start.length + end.length + separators;
  for (const part of parts) size += part.length;
  const joined = new Uint8Array(size);
  joined.set(start);
  let at = start.length;
  parts.forEach((part, index) => {
    if (index > 0) joined[at++] = comma;
    joined.set(part, at);
    at += part.length;
  });
  joined.set(end, at);
  return joined;
}

const eventStarts = new Map<string, Uint8Array>();
/** `}` and a line feed. */
const eventEnd = encoder.encode("}\n");
const framed = new WeakMap<WatchEvent, Uint8Array>();

/** A watch event as the line of JSON that streams to clients. Thousands of watchers that get the same event share the bytes: never write to them. */
export function encodeWatchEvent(event: WatchEvent): Uint8Array {
  const known = framed.get(event);
  if (known !== undefined) return known;
  let start = eventStarts.get(event.type);
  if (start === undefined) {
    start = encoder.encode(`{"type":"${event.type}","object":`);
    eventStarts.set(event.type, start);
  }
  const bytes = join(start, [encodeJson(event.object)], eventEnd);
  framed.set(event, bytes);
  return bytes;
}
