import { badRequest, expired } from "../../../machinery/errors/constructors.ts";
import type { KubeList, KubeObject, ListMeta } from "../../../machinery/meta/object.ts";
import { apiVersionOf } from "../../../machinery/meta/resource.ts";
import type { RequestOptions } from "../../../machinery/request/api-request.ts";
import { FutureRevisionError, type Revision, RevisionCompactedError } from "../../../store/contract.ts";
import { tooLargeResourceVersion } from "../../watchcache/open-watch.ts";
import { decodeStored } from "../../watchcache/stored-bytes.ts";
import type { Operation, Parts } from "../parts.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { type ContinuePosition, decodeContinue, encodeContinue } from "./continue-token.ts";
import { freshCache, parseResourceVersion } from "./fresh.ts";
import { validateListOptions } from "./list-options.ts";
import { type Predicate, predicateOf } from "./predicate.ts";

/** Objects with their keys, in key order, as they stood at `revision`. */
interface Source {
  readonly entries: Iterable<readonly [key: string, object: KubeObject]>;
  readonly revision: Revision;
  /** How many objects come after `key`; undefined where that is not known without walking on. */
  readonly remainingAfter?: (key: string) => number;
}

/** Source: apiserver storage/continue and errors ResourceExpired messages. */
const continueExpired =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";
const listExpired = "The resourceVersion for the provided list is too old.";

/** A list, whole or page by page; every page shows the state at which the first was read. */
export const list: Operation = async (parts, resource, { request }) => {
  const options = request.options ?? {};
  validateListOptions(options, false);
  const predicate = predicateOf(resource, request.namespace, { ...options, name: request.name });
  const from = options.continue ? decodeContinue(options.continue) : undefined;
  if (from !== undefined && options.resourceVersion && options.resourceVersion !== "0") throw badRequest("specifying resource version is not allowed when using continue");
  const source = await sourceOf(parts, resource, { predicate, options, from });
  return { type: "list", list: collect(resource, source, { predicate, limit: options.limit ?? 0 }) };
};

function collect(resource: StoredResource, source: Source, { predicate, limit }: { predicate: Predicate; limit: number }): KubeList {
  const { matches, isEverything } = predicate;
  const items: KubeObject[] = [];
  const metadata: ListMeta = { resourceVersion: String(source.revision) };
  let last = "";
  for (const [key, stored] of source.entries) {
    if (matches !== undefined && !matches(stored)) continue;
    if (limit > 0 && items.length === limit) {
      metadata.continue = encodeContinue({ revision: source.revision, after: last });
      if (isEverything && source.remainingAfter !== undefined) metadata.remainingItemCount = source.remainingAfter(last);
      break;
    }
    items.push(resource.fromStored(stored));
    last = key;
  }
  return { apiVersion: apiVersionOf(resource.info), kind: `${resource.info.kind}List`, metadata, items };
}

interface Wanted {
  readonly predicate: Predicate;
  readonly options: RequestOptions;
  readonly from: ContinuePosition | undefined;
}

/** Which state is read follows upstream's table of resourceVersion, match and limit. Source: kubernetes.io API concepts, resource versions. */
async function sourceOf(parts: Parts, resource: StoredResource, wanted: Wanted): Promise<Source> {
  const { options, from } = wanted;
  const asked = parseResourceVersion(options.resourceVersion);
  if (from !== undefined) return from.revision === undefined ? newest(parts, resource, wanted, undefined) : exactly(parts, resource, wanted, from.revision);
  const isExact = options.resourceVersionMatch === "Exact" || (options.resourceVersionMatch === undefined && (options.limit ?? 0) > 0 && asked !== undefined && asked > 0);
  return isExact && asked !== undefined ? exactly(parts, resource, wanted, asked) : newest(parts, resource, wanted, asked);
}

async function newest(parts: Parts, resource: StoredResource, { predicate, from }: Wanted, notOlderThan: Revision | undefined): Promise<Source> {
  const cache = await freshCache(parts, resource.storagePrefix, notOlderThan);
  const { revision } = parts.caches;
  if (predicate.isOne) {
    const object = cache.get(predicate.scope);
    return { revision, entries: object === undefined ? [] : [[predicate.scope, object]] };
  }
  return { revision, entries: cache.objects(predicate.scope, from?.after), remainingAfter: (key) => cache.count(predicate.scope, key) };
}

async function exactly(parts: Parts, resource: StoredResource, wanted: Wanted, revision: Revision): Promise<Source> {
  const { predicate, from } = wanted;
  const cache = await parts.caches.resource(resource.storagePrefix);
  if (revision < cache.history.since || revision > parts.caches.revision) return fromLog(parts, resource, wanted, revision);
  const objects = [...cache.objectsAt(revision, predicate.isOne ? "" : predicate.scope, from?.after)];
  const entries = predicate.isOne ? objects.filter(([key]) => key === predicate.scope) : objects;
  return { revision, entries, remainingAfter: (key) => entries.length - 1 - entries.findIndex(([one]) => one === key) };
}

/** What the cache no longer remembers, as long as the store does. */
async function fromLog({ store }: Parts, resource: StoredResource, { predicate, from }: Wanted, revision: Revision): Promise<Source> {
  const prefix = resource.storagePrefix;
  try {
    const { entries } = await store.range(prefix + predicate.scope, { revision, startAfter: from === undefined ? undefined : prefix + from.after });
    const objects = entries.map(({ key, value, modRevision }) => [key.slice(prefix.length), decodeStored(value, modRevision)] as const);
    return { revision, entries: predicate.isOne ? objects.filter(([key]) => key === predicate.scope) : objects, remainingAfter: (key) => objects.length - 1 - objects.findIndex(([one]) => one === key) };
  } catch (error) {
    if (error instanceof FutureRevisionError) throw tooLargeResourceVersion(revision, error.current);
    if (!(error instanceof RevisionCompactedError)) throw error;
    throw from === undefined ? expired(listExpired) : expired(continueExpired, encodeContinue({ revision: undefined, after: from.after }));
  }
}
