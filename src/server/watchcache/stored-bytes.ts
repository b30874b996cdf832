import { encodeWithoutResourceVersion, withResourceVersion } from "../../machinery/codec/encoded.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { Revision } from "../../store/contract.ts";

const decoder = new TextDecoder();

/**
 * What this process wrote, by the very bytes that it handed to the store: such a change needs no decoding. Once it is
 * committed, the object at its revision, which its writer and the cache then share.
 */
const written = new WeakMap<Uint8Array, KubeObject>();

/** The bytes under which an object is stored: its JSON, without the resourceVersion, which only the commit decides. */
export function encodeForStore(object: KubeObject): Uint8Array {
  const bytes = encodeWithoutResourceVersion(object);
  written.set(bytes, object);
  return bytes;
}

/** The object that `bytes` hold, at the revision that wrote them. It is shared from now on: nobody may write to it. */
export function decodeStored(bytes: Uint8Array, revision: Revision): KubeObject {
  const own = written.get(bytes);
  if (own !== undefined) {
    const resourceVersion = String(revision);
    if (own.metadata?.resourceVersion === resourceVersion) return own;
    const committed = withResourceVersion(own, bytes, resourceVersion);
    written.set(bytes, committed);
    return committed;
  }
  return withResourceVersion(JSON.parse(decoder.decode(bytes)) as KubeObject, bytes, String(revision));
}

/** From now on `bytes` lead to no object of this process, and keep none: they are decoded when they are read. */
export function forgetDecoded(bytes: Uint8Array): void {
  written.delete(bytes);
}

/** The same object with another resourceVersion; everything below metadata is shared. */
export function atRevision(object: KubeObject, revision: Revision): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
