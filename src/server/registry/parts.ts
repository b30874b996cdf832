import { badRequest } from "../../machinery/errors/constructors.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { quote } from "../../machinery/text/quote.ts";
import { isPathSegmentName } from "../../machinery/validation/names.ts";
import type { Answer, RequestContext } from "../contract.ts";
import type { Allocator, AllocatorParts } from "./allocation/contract.ts";
import type { Admission } from "./contract.ts";
import type { StoredResource } from "./resource/stored-resource.ts";

/** What every operation of the registry works with. */
export interface Parts extends AllocatorParts {
  readonly admission: Admission;
  readonly allocators: readonly Allocator[];
}

/** One verb on one stored resource. */
export type Operation = (parts: Parts, resource: StoredResource, context: RequestContext) => Promise<Answer>;

/** The store's key of an object below its resource's prefix. Throws BadRequest for a name that no object can have. */
export function objectKey({ info }: StoredResource, namespace: string | undefined, name: string): string {
  const problems = isPathSegmentName(name);
  if (problems.length > 0) throw badRequest(`Name parameter invalid: ${quote(name)}: ${problems.join(";")}`);
  return info.namespaced ? `${namespace ?? ""}/${name}` : name;
}

export function answer(object: KubeObject, code = 200): Answer {
  return { type: "object", object, code };
}

/** The object as it stands, at least as new as every acknowledged write; in the served version. */
export async function readCurrent({ caches }: Parts, resource: StoredResource, key: string): Promise<KubeObject | undefined> {
  const stored = (await caches.current(resource.storagePrefix)).get(key);
  return stored === undefined ? undefined : resource.fromStored(stored);
}
