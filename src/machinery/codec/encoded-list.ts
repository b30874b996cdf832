import type { KubeList, KubeObject } from "../meta/object.ts";
import type { WatchEvent } from "../watch/event.ts";
import { encodeJson } from "./encoded.ts";

const encoder = new TextEncoder();
const comma = 0x2c;
const openBrace = 0x7b;
/** Answers end with a line feed. */
const listEnd = encoder.encode("]}\n");

export interface EncodeListOptions {
  /** Each item says its own kind and apiVersion. Default: false, since the list's kind says it. */
  readonly typedItems?: boolean;
}

/** A list as JSON bytes, joined from its items' own: ten thousand objects cost one copy and no stringify. */
export function encodeList(list: KubeList, { typedItems = false }: EncodeListOptions = {}): Uint8Array {
  const { kind, apiVersion, metadata } = list;
  const start = encoder.encode(`${JSON.stringify({ kind, apiVersion, metadata }).slice(0, -1)},"items":[`);
  if (typedItems) return join(start, list.items.map(encodeJson), listEnd);
  const type = encoder.encode(JSON.stringify({ kind: kind.replace(/List$/, ""), apiVersion }).replace(/}$/, ","));
  return join(start, list.items.map((item) => withoutType(item, type)), listEnd);
}

/** The bytes of an item from the comma after its kind and apiVersion on: with that comma made a brace, they are the item without them. */
function withoutType(item: KubeObject, type: Uint8Array): Uint8Array {
  const bytes = encodeJson(item);
  if (startsWith(bytes, type)) return bytes.subarray(type.length - 1);
  const { kind: _, apiVersion: __, ...rest } = item;
  return encodeJson(rest);
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  for (let index = 0; index < start.length; index++) if (bytes[index] !== start[index]) return false;
  return true;
}

/** Each part is an object, and begins with a brace or where one belongs. */
function join(start: Uint8Array, parts: readonly Uint8Array[], end: Uint8Array): Uint8Array {
  const separators = Math.max(0, parts.length - 1);
  let size = start.length + end.length + separators;
  for (const part of parts) size += part.length;
  const joined = new Uint8Array(size);
  joined.set(start);
  let at = start.length;
  for (const part of parts) {
    if (at > start.length) joined[at++] = comma;
    joined.set(part, at);
    joined[at] = openBrace;
    at += part.length;
  }
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
