import type { KubeObject } from "../../machinery/meta/object.ts";

const known: Readonly<Record<string, WeakMap<KubeObject, KubeObject>>> = { v1: new WeakMap(), v1beta1: new WeakMap() };

/** An object without spec and status: what the garbage collector watches. Remembered for the immutable object. */
export function metadataOnly(object: KubeObject, version: string): KubeObject {
  const cache = known[version] ?? new WeakMap<KubeObject, KubeObject>();
  let partial = cache.get(object);
  if (partial === undefined) {
    partial = { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
    cache.set(object, partial);
  }
  return partial;
}
