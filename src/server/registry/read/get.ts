import { notFound } from "../../../machinery/errors/constructors.ts";
import { answer, objectKey, type Operation } from "../parts.ts";
import { freshCache, parseResourceVersion } from "./fresh.ts";

/** One object. Without a resourceVersion it is at least as new as every acknowledged write. */
export const get: Operation = async (parts, resource, { request }) => {
  const { name = "", namespace, options } = request;
  const cache = await freshCache(parts, resource.storagePrefix, parseResourceVersion(options?.resourceVersion));
  const stored = cache.get(objectKey(resource, namespace, name));
  if (stored === undefined) throw notFound(resource.info, name);
  return answer(resource.fromStored(stored));
};
