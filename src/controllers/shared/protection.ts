import { type Client } from "../../client/client.ts";
import type { Resource } from "../../client/resource.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";

/** True while a protected object has something to be done: it waits for its last user, or was made before it was protected. */
export function needsLook({ metadata = {} }: KubeObject, finalizer: string): boolean {
  return (metadata.deletionTimestamp !== undefined) === (metadata.finalizers?.includes(finalizer) ?? false);
}

export interface Protection<T extends KubeObject> {
  readonly resource: Resource<T>;
  readonly finalizer: string;
  /** Asked only of an object that is being deleted. */
  readonly isInUse: (object: T) => boolean | Promise<boolean>;
}

/**
 * Lets an object that is being deleted go once nobody uses it, and protects one that is not. Throws Conflict when it
 * was changed meanwhile. Source: kubernetes pkg/controller/util/protectionutil.
 */
export async function protect<T extends KubeObject>(client: Client, object: T, { resource, finalizer, isInUse }: Protection<T>): Promise<void> {
  if (!needsLook(object, finalizer)) return;
  const { metadata = {} } = object;
  const isDeleted = metadata.deletionTimestamp !== undefined;
  if (isDeleted && (await isInUse(object))) return;
  const others = (metadata.finalizers ?? []).filter((one) => one !== finalizer);
  try {
    await client.update(resource, { ...object, metadata: { ...metadata, finalizers: isDeleted ? others : [...others, finalizer] } });
  } catch (error) {
    if (!isStatus(error, "NotFound")) throw error;
  }
}
