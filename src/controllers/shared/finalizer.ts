import { type Client, keyOf } from "../../client/client.ts";
import type { Resource } from "../../client/resource.ts";
import { conflict } from "../../machinery/errors/constructors.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";

/**
 * Takes one finalizer off and leaves all else, other writers' changes since included. Resolves with the object, or
 * undefined when it is gone. Throws Conflict when the list has changed meanwhile, which fails the test in the patch.
 */
export async function removeFinalizer<T extends KubeObject>(client: Client, resource: Resource<T>, object: T, finalizer: string): Promise<T | undefined> {
  const place = object.metadata?.finalizers?.indexOf(finalizer) ?? -1;
  if (place < 0) return object;
  const path = `/metadata/finalizers/${place}`;
  const body = [
    { op: "test", path: "/metadata/uid", value: object.metadata?.uid },
    { op: "test", path, value: finalizer },
    { op: "remove", path },
  ];
  try {
    return await client.patch(resource, keyOf(object), { type: "application/json-patch+json", body });
  } catch (error) {
    if (isStatus(error, "NotFound")) return undefined;
    throw isStatus(error, "Invalid") ? conflict(resource, object.metadata?.name ?? "") : error;
  }
}
