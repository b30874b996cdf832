import { methodNotAllowed, pathNotFound, serviceUnavailable } from "../../machinery/errors/constructors.ts";
import { StoreClosedError, StoreUnavailableError } from "../../store/contract.ts";
import type { Verb } from "../../machinery/request/api-request.ts";
import type { Answer, RequestContext } from "../contract.ts";
import { WatchCache } from "../watchcache/watch-cache.ts";
import { Repairer } from "./allocation/repairer.ts";
import { Compactor } from "./compactor.ts";
import type { Admission, Registry, RegistryOptions } from "./contract.ts";
import { Expirer } from "./expirer.ts";
import type { Operation, Parts } from "./parts.ts";
import { get } from "./read/get.ts";
import { list } from "./read/list.ts";
import { watch } from "./read/watch.ts";
import { builtinResources, expiringResources } from "./resource/builtin-resource.ts";
import { bind } from "./subresources/pod-binding.ts";
import { evict } from "./subresources/pod-eviction.ts";
import { scale } from "./subresources/scale.ts";
import { create } from "./write/create.ts";
import { deleteOne } from "./write/delete.ts";
import { deleteCollection } from "./write/delete-collection.ts";
import { patch } from "./write/patch.ts";
import { update } from "./write/update.ts";

const operations: Readonly<Record<Verb, Operation>> = { get, list, watch, create, update, patch, delete: deleteOne, deletecollection: deleteCollection };

/** Verbs of subresources that are another view of the whole object (`status`, `finalize`, `resize`, …). */
const partOperations: Readonly<Partial<Record<Verb, Operation>>> = { get, update, patch };

/** Subresources that do something instead of writing a part of the object. */
const actions: Readonly<Record<string, Operation>> = { "pods/binding": bind, "pods/eviction": evict };

const admitEverything: Admission = { mutate: async () => {}, validate: async () => {} };

/** The generic registry over `options.store`. Every resource's cache is read when it is first asked for. */
export function createRegistry(options: RegistryOptions): Registry {
  const { store, clock, random, admission = admitEverything, virtualResources, allocators = [] } = options;
  const resources = options.resources ?? builtinResources();
  const expiring = expiringResources();
  const manyOf = new Set(expiring.filter(({ strategy }) => strategy.keptAtMost !== undefined).map(({ storagePrefix }) => storagePrefix));
  const caches = new WatchCache({ store, clock, isPacked: (prefix) => manyOf.has(prefix) });
  const parts: Parts = { store, clock, random, admission, allocators, caches };

  const expirer = new Expirer(parts, expiring);
  const background = [new Compactor(parts), expirer, ...(allocators.length > 0 ? [new Repairer(parts)] : [])];

  async function run(context: RequestContext): Promise<Answer> {
    const { resource: path, subresource, verb } = context.request;
    const virtual = virtualResources?.(path.group, path.resource, subresource);
    if (virtual !== undefined) return virtual.handle(context);
    const isBinding = path.group === "" && path.resource === "bindings";
    const resource = resources(path.group, path.version, isBinding ? "pods" : path.resource);
    if (resource === undefined) throw pathNotFound();
    const operation = isBinding ? bind : operationOf(path.resource, subresource, verb);
    if (operation === undefined) throw methodNotAllowed();
    if (resource.strategy.deprecation !== undefined) context.warn(resource.strategy.deprecation);
    const answer = await operation(parts, resource, context);
    if (verb === "create" && manyOf.has(resource.storagePrefix)) expirer.noteCreate(resource);
    return answer;
  }

  return {
    async handle(context) {
      try {
        return await run(context);
      } catch (error) {
        throw error instanceof StoreUnavailableError || error instanceof StoreClosedError ? serviceUnavailable(error.message, 10) : error;
      }
    },
    storedObjects(group, version, resource) {
      const stored = resources(group, version, resource);
      const cache = stored && caches.loaded(stored.storagePrefix);
      return cache && { count: cache.size, averageBytes: cache.averageBytes };
    },
    close() {
      for (const task of background) task.stop();
      return parts.caches.close();
    },
  };
}

function operationOf(resource: string, subresource: string | undefined, verb: Verb): Operation | undefined {
  if (subresource === undefined) return operations[verb];
  if (subresource === "scale") return scale;
  const action = actions[`${resource}/${subresource}`];
  if (action !== undefined) return verb === "create" ? action : undefined;
  return partOperations[verb];
}
