import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { Parts } from "../parts.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import type { Allocator, ReserveOptions } from "./contract.ts";

/**
 * Runs `write` after `draft` was given what its kind shares: kept when the write succeeds, given back when it throws or,
 * because another writer was first, does nothing (undefined).
 */
export async function reserving<T>(parts: Parts, resource: StoredResource, draft: KubeObject, options: ReserveOptions, write: () => Promise<T | undefined>): Promise<T | undefined> {
  const reservation = await allocatorOf(parts, resource)?.reserve(parts, draft, options);
  try {
    const written = await write();
    await (written === undefined ? reservation?.revert() : reservation?.commit());
    return written;
  } catch (error) {
    await reservation?.revert();
    throw error;
  }
}

/** Frees what an object held that was just removed from the store. */
export async function releaseOf(parts: Parts, resource: StoredResource, gone: KubeObject): Promise<void> {
  await allocatorOf(parts, resource)?.release(parts, gone);
}

/** Who gives objects of the resource a share of something, and writes it into them. */
export function allocatorOf({ allocators }: Pick<Parts, "allocators">, { info }: Pick<StoredResource, "info">): Allocator | undefined {
  return allocators.find(({ group, resource }) => group === info.group && resource === info.resource);
}
