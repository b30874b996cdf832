import type { LabelSelector } from "../../api/types/meta/v1.gen.ts";
import { type Client, keyOf } from "../../client/client.ts";
import type { Informer } from "../../client/informer/informer.ts";
import { byControllerUid } from "../../client/informer/lister.ts";
import type { Resource } from "../../client/resource.ts";
import type { StatusReason } from "../../machinery/errors/status.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { KubeObject, OwnerReference } from "../../machinery/meta/object.ts";
import { controllerOf } from "../../machinery/meta/owner.ts";
import { selectorFromLabelSelector } from "../../machinery/selector/label-selector.ts";

/** The index of objects that no controller owns, by namespace. */
export const orphansByNamespace = "orphansByNamespace";

/** Makes `claim` able to look into the informer. */
export function addClaimIndexes<T extends KubeObject>(informer: Informer<T>): void {
  informer.addIndex(byControllerUid);
  informer.addIndex(orphansByNamespace, (object) => (controllerOf(object) === undefined ? [object.metadata?.namespace ?? ""] : []));
}

export interface Claim<O extends KubeObject, T extends KubeObject> {
  readonly client: Client;
  readonly owner: O;
  readonly ownerResource: Resource<O>;
  readonly ownerReference: OwnerReference;
  readonly selector: LabelSelector | undefined;
  readonly informer: Informer<T>;
  /** Put on what is adopted. */
  readonly finalizers?: readonly string[];
  /** Told of every adoption and release, as the server answered. */
  readonly onWrite?: (written: T) => void;
}

/**
 * The objects that `owner` controls: those that say so and still match its selector, and orphans that match, which are
 * adopted. Those that no longer match are released. Throws Conflict when an orphan has changed meanwhile: without it the
 * answer would be too short, and more of its kind would be made. Source: kubernetes pkg/controller controller_ref_manager.go.
 */
export async function claim<O extends KubeObject, T extends KubeObject>(request: Claim<O, T>): Promise<T[]> {
  const { owner, informer } = request;
  const selector = selectorFromLabelSelector(request.selector);
  const matches = (object: T): boolean => selector.matches(object.metadata?.labels ?? {});
  const owned = informer.lister.byIndex(byControllerUid, owner.metadata?.uid ?? "");
  const claimed = owned.filter(matches);
  if (owner.metadata?.deletionTimestamp !== undefined) return claimed;
  for (const object of owned) if (!matches(object)) await release(request, object);
  const orphans = informer.lister.byIndex(orphansByNamespace, owner.metadata?.namespace ?? "").filter((object) => matches(object) && object.metadata?.deletionTimestamp === undefined);
  if (orphans.length > 0 && (await mayAdopt(request))) {
    for (const orphan of orphans) {
      const adopted = await adopt(request, orphan);
      if (adopted !== undefined) claimed.push(adopted);
    }
  }
  return claimed;
}

/** Looks at the owner itself, not at the cache: an owner deleted meanwhile must not take over what it was to leave behind. */
async function mayAdopt<O extends KubeObject, T extends KubeObject>({ client, owner, ownerResource }: Claim<O, T>): Promise<boolean> {
  const live = await client.get(ownerResource, keyOf(owner));
  return live.metadata?.uid === owner.metadata?.uid && live.metadata?.deletionTimestamp === undefined;
}

async function adopt<O extends KubeObject, T extends KubeObject>(request: Claim<O, T>, { metadata }: T): Promise<T | undefined> {
  const finalizers = [...new Set([...(metadata?.finalizers ?? []), ...(request.finalizers ?? [])])];
  const ownerReferences = [...(metadata?.ownerReferences ?? []), request.ownerReference];
  return patchMetadata(request, { ...metadata }, { ownerReferences, ...(finalizers.length > 0 && { finalizers }) }, ["NotFound", "Invalid"]);
}

async function release<O extends KubeObject, T extends KubeObject>(request: Claim<O, T>, { metadata }: T): Promise<void> {
  const ownerReferences = metadata?.ownerReferences?.filter(({ uid }) => uid !== request.owner.metadata?.uid) ?? [];
  const finalizers = metadata?.finalizers?.filter((finalizer) => !request.finalizers?.includes(finalizer)) ?? [];
  await patchMetadata(request, { ...metadata }, { ownerReferences, finalizers }, ["NotFound", "Invalid", "Conflict"]);
}

/** Lists are replaced whole, so the write names the version it was made for. Undefined when it is refused for one of the reasons `lost`. */
async function patchMetadata<O extends KubeObject, T extends KubeObject>({ client, informer, onWrite }: Claim<O, T>, from: NonNullable<KubeObject["metadata"]>, changes: object, lost: readonly StatusReason[]): Promise<T | undefined> {
  try {
    const body = { metadata: { uid: from.uid, resourceVersion: from.resourceVersion, ...changes } };
    const written = await client.patch(informer.resource, keyOf({ metadata: from }), { type: "application/merge-patch+json", body });
    onWrite?.(written);
    return written;
  } catch (error) {
    if (isStatus(error, ...lost)) return undefined;
    throw error;
  }
}
