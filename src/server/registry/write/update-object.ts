import { conflict, invalid, notFound } from "../../../machinery/errors/constructors.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { StatusError } from "../../../machinery/errors/status-error.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { UpdateRules } from "../../../api/strategy.ts";
import type { AdmissionAttributes, RequestContext } from "../../contract.ts";
import { atRevision } from "../../watchcache/stored-bytes.ts";
import { objectKey, type Parts, readCurrent } from "../parts.ts";
import { releaseOf, reserving } from "../allocation/reserving.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { admissionAttributes } from "./attributes.ts";
import { commitDelete, commitUpdate } from "./commit.ts";
import { strategyContext } from "./create.ts";
import { dedupOwnerReferences } from "./owner-references.ts";
import { updateRules } from "./rules.ts";
import { validateChange } from "./validate.ts";

export interface UpdateObjectOptions {
  readonly name: string;
  /** Makes the wanted object from what stands there, anew at each attempt. What it returns may be written to. */
  readonly wanted: (old: KubeObject) => KubeObject;
  /** True when the client named the version that it wants to change: it is told of a conflict instead of trying again. */
  readonly isConditional: boolean;
  /** True when a uid in the wanted object says which object is meant; otherwise it is a field that cannot change. */
  readonly requiresUid?: boolean;
  /** What a missing object means. Default: 404. */
  readonly onMissing?: () => Promise<KubeObject>;
  /** Default: the rules of the endpoint (`updateRules`). */
  readonly rules?: UpdateRules<KubeObject>;
}

/**
 * Brings an object from what stands there to what is wanted: admitted, prepared, validated and stored on condition that
 * nobody else was first. A change that changes nothing is not written. One that names no version starts over until it is
 * the first or its request ends: whenever it loses another has won, so all come through. Source: apiserver storage
 * GuaranteedUpdate.
 */
export async function updateObject(parts: Parts, resource: StoredResource, context: RequestContext, options: UpdateObjectOptions): Promise<KubeObject> {
  const { name, wanted, onMissing } = options;
  const key = objectKey(resource, context.request.namespace, name);
  const rules = options.rules ?? updateRules(resource, context.request.subresource);
  for (;;) {
    const old = await readCurrent(parts, resource, key);
    if (old === undefined) {
      if (onMissing !== undefined) return onMissing();
      throw notFound(resource.info, name);
    }
    const draft = wanted(old);
    if (options.requiresUid) requireSameUid(resource, draft, old);
    requireSameVersion(resource, draft, old);
    const stored = await writeChange(parts, resource, context, { key, draft, old, rules });
    if (stored !== undefined) return stored;
    if (options.isConditional || context.signal.aborted) throw conflict(resource.info, name);
  }
}

/** Throws Conflict when the draft was made from another object than stands there. */
function requireSameUid(resource: StoredResource, { metadata: { uid } = {} }: KubeObject, { metadata: old = {} }: KubeObject): void {
  if (uid && uid !== old.uid) throw otherUid(resource, { name: old.name ?? "", namespace: old.namespace, wanted: uid, found: old.uid ?? "" });
}

/** Source: apiserver storage Preconditions.Check, whose error carries the store's key. */
export function otherUid({ info }: StoredResource, { name, namespace, wanted, found }: { name: string; namespace: string | undefined; wanted: string; found: string }): StatusError {
  const key = ["/registry", info.resource, ...(namespace ? [namespace] : []), name].join("/");
  return conflict(info, name, `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${found}`);
}

/** Throws Conflict when the draft was made from another version than stands there. */
function requireSameVersion({ strategy, info }: StoredResource, draft: KubeObject, old: KubeObject): void {
  const name = old.metadata?.name ?? "";
  const { resourceVersion } = draft.metadata ?? {};
  if (namesVersion(draft)) {
    if (resourceVersion !== old.metadata?.resourceVersion) throw conflict(info, name);
  } else if (strategy.requiresResourceVersion) {
    throw invalid(info, name, [invalidValue("metadata.resourceVersion", 0, "must be specified for an update")]);
  }
}

/** A resourceVersion of 0 means none. */
export function namesVersion({ metadata }: KubeObject): boolean {
  return !!metadata?.resourceVersion && metadata.resourceVersion !== "0";
}

interface Change {
  readonly key: string;
  readonly draft: KubeObject;
  readonly old: KubeObject;
  readonly rules: UpdateRules<KubeObject>;
}

async function writeChange(parts: Parts, resource: StoredResource, context: RequestContext, { key, draft, old, rules }: Change): Promise<KubeObject | undefined> {
  keepServerFields(draft, old);
  resource.strategy.applyDefaults?.(draft);
  const attributes = admissionAttributes(context, "UPDATE", { name: old.metadata?.name, object: draft, oldObject: old });
  await parts.admission.mutate(attributes);
  dedupOwnerReferences(draft, context.warn, "after admission");
  resource.strategy.applyDefaults?.(draft);
  rules.prepareForUpdate?.(draft, old, strategyContext(context));
  validateChange(resource, rules, draft, old);
  return reserving(parts, resource, draft, { old, isDryRun: context.request.options?.dryRun === true }, () => store(parts, resource, context, { key, draft, old, rules, attributes }));
}

/** What is left of a change once it is valid. */
async function store(parts: Parts, resource: StoredResource, context: RequestContext, { key, draft, old, rules, attributes }: Change & { readonly attributes: AdmissionAttributes }): Promise<KubeObject | undefined> {
  await parts.admission.validate(attributes);
  for (const warning of rules.warningsOnUpdate?.(draft, old) ?? []) context.warn(warning);

  const isDryRun = context.request.options?.dryRun === true;
  if (isLastStepOfDeletion(resource, draft, old)) {
    if (isDryRun) return draft;
    const revision = await commitDelete(parts, resource, key, old);
    if (revision === undefined) return undefined;
    await releaseOf(parts, resource, old);
    return atRevision(draft, revision);
  }
  if (deepEqual(draft, old)) return old;
  return isDryRun ? draft : commitUpdate(parts, resource, key, { object: draft, old });
}

/** What no client may change, and what it may leave out. Source: apimachinery ValidateObjectMetaAccessorUpdate, apiserver rest.BeforeUpdate. */
function keepServerFields(draft: KubeObject, old: KubeObject): void {
  const metadata = (draft.metadata ??= {});
  const before = old.metadata ?? {};
  metadata.resourceVersion = before.resourceVersion;
  metadata.uid ||= before.uid;
  if (before.creationTimestamp !== undefined) metadata.creationTimestamp = before.creationTimestamp;
  if (before.generation === undefined) delete metadata.generation;
  else metadata.generation = before.generation;
  if (before.deletionTimestamp === undefined) return;
  metadata.deletionTimestamp = before.deletionTimestamp;
  if (metadata.deletionGracePeriodSeconds === undefined && before.deletionGracePeriodSeconds !== undefined) metadata.deletionGracePeriodSeconds = before.deletionGracePeriodSeconds;
}

/** An object that was to be deleted goes with its last finalizer. Source: apiserver registry ShouldDeleteDuringUpdate. */
function isLastStepOfDeletion({ strategy }: StoredResource, draft: KubeObject, old: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = old.metadata ?? {};
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds !== 0) return false;
  return !draft.metadata?.finalizers?.length && !strategy.hasOtherFinalizers?.(draft);
}
