import { conflict, notFound } from "../../../machinery/errors/constructors.ts";
import type { Status } from "../../../machinery/errors/status.ts";
import { deepCopy } from "../../../machinery/meta/deep-copy.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { RequestOptions } from "../../../machinery/request/api-request.ts";
import { formatTime } from "../../../machinery/time/time.ts";
import type { RequestContext } from "../../contract.ts";
import { atRevision } from "../../watchcache/stored-bytes.ts";
import { answer, objectKey, type Operation, type Parts, readCurrent } from "../parts.ts";
import { releaseOf } from "../allocation/reserving.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { admissionAttributes } from "./attributes.ts";
import { commitDelete, commitUpdate } from "./commit.ts";
import { type Deletion, decideDeletion } from "./decide-deletion.ts";

/** Attempts before a delete that other writers keep overtaking gives up. */
const conflictAttempts = 10;

export interface DeletedObject {
  /** As it stands while it stays, or as it last stood. */
  readonly object: KubeObject;
  readonly isGone: boolean;
}

/** Deletes one object: answers with the object while it stays, with a Status when it is gone. */
export const deleteOne: Operation = async (parts, resource, context) => {
  resource.strategy.validateDelete?.(context.request.name ?? "");
  const { object, isGone } = await deleteObject(parts, resource, context, context.request.name ?? "");
  // Only who asks in the older way for dependents to go too is told by the code that the object is still there.
  const code = !isGone && context.request.options?.orphanDependents === false ? 202 : 200;
  return answer(isGone && !resource.strategy.returnsDeletedObject ? goneStatus(resource, object) : object, code);
};

export async function deleteObject(parts: Parts, resource: StoredResource, context: RequestContext, name: string, namespace = context.request.namespace): Promise<DeletedObject> {
  const { info } = resource;
  const options = context.request.options ?? {};
  const key = objectKey(resource, namespace, name);
  for (let attempt = 1; ; attempt++) {
    const old = await readCurrent(parts, resource, key);
    if (old === undefined) throw notFound(info, name);
    requirePreconditions(resource, old, options.preconditions);
    await admitDelete(parts, context, name, namespace, old);
    const done = await carryOut(parts, resource, context, { key, old, deletion: decide(resource, context, old, options) });
    if (done !== undefined) return done;
    if (attempt === conflictAttempts) throw conflict(info, name);
  }
}

function decide({ strategy }: StoredResource, { clock }: RequestContext, old: KubeObject, options: RequestOptions): Deletion {
  return decideDeletion({
    metadata: old.metadata ?? {},
    graceSeconds: strategy.gracePeriodSeconds?.(old, options.gracePeriodSeconds),
    propagation: options.propagationPolicy,
    defaultPropagation: strategy.defaultPropagation,
    isHeld: strategy.hasOtherFinalizers?.(old) ?? false,
    now: clock.now(),
  });
}

async function carryOut(parts: Parts, resource: StoredResource, { request }: RequestContext, { key, old, deletion }: { key: string; old: KubeObject; deletion: Deletion }): Promise<DeletedObject | undefined> {
  const isDryRun = request.options?.dryRun === true;
  switch (deletion.type) {
    case "nothing":
      return { object: old, isGone: false };
    case "remove": {
      if (isDryRun) return { object: old, isGone: true };
      const revision = await commitDelete(parts, resource, key, old);
      if (revision === undefined) return undefined;
      await releaseOf(parts, resource, old);
      return { object: atRevision(old, revision), isGone: true };
    }
    case "mark": {
      const object = marked(resource, old, deletion);
      const stored = isDryRun ? object : await commitUpdate(parts, resource, key, { object, old });
      return stored === undefined ? undefined : { object: stored, isGone: false };
    }
  }
}

function marked({ strategy }: StoredResource, old: KubeObject, { deletionTimestampMs, graceSeconds, finalizers, raisesGeneration }: Deletion & { type: "mark" }): KubeObject {
  const draft = deepCopy(old);
  const metadata = (draft.metadata ??= {});
  metadata.deletionTimestamp = formatTime(deletionTimestampMs);
  metadata.deletionGracePeriodSeconds = graceSeconds;
  if (finalizers.length === 0) delete metadata.finalizers;
  else metadata.finalizers = [...finalizers];
  if (raisesGeneration && metadata.generation) metadata.generation++;
  strategy.prepareForDelete?.(draft);
  return draft;
}

async function admitDelete({ admission }: Parts, context: RequestContext, name: string, namespace: string | undefined, oldObject: KubeObject): Promise<void> {
  const attributes = { ...admissionAttributes(context, "DELETE", { name, oldObject }), namespace };
  await admission.mutate(attributes);
  await admission.validate(attributes);
}

/** Source: apiserver registry/rest BeforeDelete, which names the kind where others name the resource. */
function requirePreconditions({ info }: StoredResource, { metadata }: KubeObject, preconditions: RequestOptions["preconditions"]): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const refuse = (why: string) => conflict({ group: info.group, resource: info.kind }, metadata?.name ?? "", why);
  if (uid !== undefined && uid !== metadata?.uid) {
    throw refuse(`the UID in the precondition (${uid}) does not match the UID in record (${metadata?.uid}). The object might have been deleted and then recreated`);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata?.resourceVersion) {
    throw refuse(`the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata?.resourceVersion}). The object might have been modified`);
  }
}

function goneStatus({ info }: StoredResource, { metadata }: KubeObject): Omit<Status, "code"> {
  const group = info.group === "" ? {} : { group: info.group };
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details: { name: metadata?.name, ...group, kind: info.resource, uid: metadata?.uid } };
}
