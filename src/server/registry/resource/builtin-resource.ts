import { storageOf } from "../../../api/conversion/storage.ts";
import { findResource, servedResources } from "../../../api/resources.ts";
import type { ResourceInfo } from "../../../api/resource-info.ts";
import { kindDecoder } from "../../../api/schema/decode.ts";
import { kindPatchSchema } from "../../../api/schema/patch-schema.ts";
import { schemaValidator } from "../../../api/schema/validate.ts";
import { strategyFor } from "../../../api/strategies.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { applyStrategicMergePatch } from "../../../machinery/patch/strategic-merge-patch.ts";
import type { StoredResource } from "./stored-resource.ts";

/** What the legacy group, which has no name, is called in keys. */
const legacyGroupSegment = "core";

/** Looks built-in resources up by path, each made once. */
export function builtinResources(): (group: string, version: string, resource: string) => StoredResource | undefined {
  const made = new Map<string, StoredResource>();
  return (group, version, resource) => {
    const path = `${group}/${version}/${resource}`;
    const known = made.get(path);
    if (known !== undefined) return known;
    const info = findResource(group, version, resource);
    if (info === undefined) return undefined;
    const built = builtinResource(info);
    made.set(path, built);
    return built;
  };
}

/** The built-in resources, in the version in which they are stored, whose objects expire. */
export function expiringResources(): StoredResource[] {
  const expiring = servedResources.filter((info) => strategyFor(info.group, info.resource)?.expiresAtMs !== undefined);
  return expiring.map(builtinResource).filter((resource) => resource.isStoredVersion);
}

/** A resource of the 1.36 API, by the facts and the kind's folder. */
export function builtinResource(info: ResourceInfo): StoredResource {
  const decode = kindDecoder(info);
  const patchSchema = kindPatchSchema(info);
  if (decode === undefined || patchSchema === undefined) throw new Error(`the facts list ${info.resource} in ${info.group}/${info.version} and have no schema of ${info.kind}`);
  const { stored, toStored, fromStored } = storageOf(info);
  const strategy = strategyFor(info.group, info.resource) ?? { group: info.group, resource: info.resource };
  const isStoredVersion = stored.group === info.group && stored.version === info.version;
  return {
    info,
    storagePrefix: `/registry/${stored.group || legacyGroupSegment}/${stored.resource}/`,
    strategy,
    decode,
    // A kind that checks its objects itself knows better: upstream's rules are finer than its schema.
    validateSchema: strategy.validateCreate === undefined ? schemaValidator(info) : undefined,
    strategicMergePatch: (object, patch) => applyStrategicMergePatch(object, patch, patchSchema),
    isStoredVersion,
    toStored,
    fromStored: isStoredVersion ? fromStored : memoised(fromStored),
  };
}

/** Stored objects are immutable, so each is converted once for all who read it. */
function memoised(convert: (object: KubeObject) => KubeObject): (object: KubeObject) => KubeObject {
  const converted = new WeakMap<KubeObject, KubeObject>();
  return (object) => {
    const known = converted.get(object);
    if (known !== undefined) return known;
    const made = convert(object);
    converted.set(object, made);
    return made;
  };
}
