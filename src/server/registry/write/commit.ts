import { internalError, serviceUnavailable } from "../../../machinery/errors/constructors.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { StoreClosedError, StoreUnavailableError, type WriteResult } from "../../../store/contract.ts";
import { decodeStored, encodeForStore } from "../../watchcache/stored-bytes.ts";
import type { AllocatorParts } from "../allocation/contract.ts";
import type { StoredResource } from "../resource/stored-resource.ts";

/** Where the objects of one kind are stored, and how their stored and served forms become each other. */
export type StorageForm = Pick<StoredResource, "storagePrefix" | "toStored" | "fromStored">;

/** What is written to, and the copy that readers have of it. */
type Where = Pick<AllocatorParts, "store" | "caches">;

/** Tells a client when to come back to a store that cannot take writes. */
const retryAfterSeconds = 10;

/** The object as it was committed, or undefined when another writer was first. */
export type Committed = KubeObject | undefined;

export async function commitCreate(parts: Where, resource: StorageForm, key: string, object: KubeObject): Promise<Committed> {
  const value = encodeForStore(resource.toStored(object));
  const result = await writing(parts.store.create(resource.storagePrefix + key, value));
  return result.ok ? resource.fromStored(committed(parts, resource, key, value, result.revision)) : undefined;
}

/** `old` is the object as it was read; its resourceVersion is the condition. */
export async function commitUpdate(parts: Where, resource: StorageForm, key: string, writes: { object: KubeObject; old: KubeObject }): Promise<Committed> {
  const value = encodeForStore(resource.toStored(writes.object));
  const result = await writing(parts.store.update(resource.storagePrefix + key, value, revisionOf(writes.old)));
  return result.ok ? resource.fromStored(committed(parts, resource, key, value, result.revision)) : undefined;
}

/** The revision of the deletion, or undefined when another writer was first. */
export async function commitDelete(parts: Where, resource: StorageForm, key: string, old: KubeObject): Promise<number | undefined> {
  const result = await writing(parts.store.delete(resource.storagePrefix + key, revisionOf(old)));
  return result.ok ? result.revision : undefined;
}

function revisionOf(object: KubeObject): number {
  const revision = Number(object.metadata?.resourceVersion);
  if (!Number.isSafeInteger(revision)) throw new Error(`an object was read without a usable resourceVersion: ${object.metadata?.resourceVersion}`);
  return revision;
}

/** The cache's own object where it has caught up, so that writer and watchers share one. */
function committed({ caches }: Where, { storagePrefix }: StorageForm, key: string, value: Uint8Array, revision: number): KubeObject {
  const cached = caches.loaded(storagePrefix)?.get(key);
  return cached?.metadata?.resourceVersion === String(revision) ? cached : decodeStored(value, revision);
}

async function writing(result: Promise<WriteResult>): Promise<WriteResult> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw serviceUnavailable(error.message, retryAfterSeconds);
    if (error instanceof StoreClosedError) throw serviceUnavailable("the server is shutting down; try again", retryAfterSeconds);
    throw internalError(error);
  }
}
