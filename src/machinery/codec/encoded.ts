import type { KubeObject } from "../meta/object.ts";

/**
 * An object is encoded once. Its stored form has no resourceVersion, since the store gives that with the commit; the
 * wire form is the stored bytes with the version spliced in, and lists and watches are joined from the wire forms:
 *
 *     stored  {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web", …}, …}
 *     wire    {"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"7","name":"web", …}, …}
 *
 * Objects are immutable, so what was encoded stays true; forgetting an object forgets its bytes.
 */

const encoder = new TextEncoder();
const remembered = new WeakMap<object, Uint8Array>();
/** Objects whose stored form is known and whose wire form nobody has asked for yet. */
const unspliced = new WeakMap<object, Uint8Array>();

/** The object as JSON bytes. The same bytes come back for the same object: never write to them. */
export function encodeJson(object: object): Uint8Array {
  const known = remembered.get(object);
  if (known !== undefined) return known;
  const bytes = spliced(object) ?? encoder.encode(JSON.stringify(object));
  remembered.set(object, bytes);
  return bytes;
}

function spliced(object: KubeObject): Uint8Array | undefined {
  const stored = unspliced.get(object);
  if (stored === undefined) return undefined;
  unspliced.delete(object);
  return spliceResourceVersion(stored, object.metadata?.resourceVersion ?? "");
}

/** The object's stored form: kind, apiVersion and metadata first, without `metadata.resourceVersion`. */
export function encodeWithoutResourceVersion(object: KubeObject): Uint8Array {
  const { kind, apiVersion, metadata, ...rest } = object;
  const stored = { kind, apiVersion, metadata: { ...metadata, resourceVersion: undefined }, ...rest };
  return encoder.encode(JSON.stringify(stored));
}

/** `"metadata":{` */
const metadataStart = encoder.encode('"metadata":{');
const closingBrace = 0x7d;

/** The wire form of bytes that `encodeWithoutResourceVersion` made. */
export function spliceResourceVersion(stored: Uint8Array, resourceVersion: string): Uint8Array {
  const at = metadataOffset(stored);
  const isEmpty = stored[at] === closingBrace;
  const version = encoder.encode(`"resourceVersion":"${resourceVersion}"${isEmpty ? "" : ","}`);
  const wire = new Uint8Array(stored.length + version.length);
  wire.set(stored.subarray(0, at));
  wire.set(version, at);
  wire.set(stored.subarray(at), at + version.length);
  return wire;
}

/** Where the fields of metadata begin. Kind and apiVersion, which stand before, cannot hold a quote. */
function metadataOffset(stored: Uint8Array): number {
  const last = stored.length - metadataStart.length;
  for (let start = 0; start <= last; start++) {
    let matched = 0;
    while (matched < metadataStart.length && stored[start + matched] === metadataStart[matched]) matched++;
    if (matched === metadataStart.length) return start + matched;
  }
  throw new Error("cannot splice a resourceVersion into bytes without metadata; encode them with encodeWithoutResourceVersion");
}

/** A new object that is `object` at `resourceVersion`; its wire form is made of `stored`, its stored form, once it is asked for. */
export function withResourceVersion<T extends KubeObject>(object: T, stored: Uint8Array, resourceVersion: string): T {
  const versioned = { ...object, metadata: { ...object.metadata, resourceVersion } };
  unspliced.set(versioned, stored);
  return versioned;
}
