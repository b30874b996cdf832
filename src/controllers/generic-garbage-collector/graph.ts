import type { Informer } from "../../client/informer/informer.ts";
import { byOwnerUid } from "../../client/informer/lister.ts";
import type { Resource } from "../../client/resource.ts";
import type { KubeObject, OwnerReference } from "../../machinery/meta/object.ts";

export const foregroundFinalizer = "foregroundDeletion";
export const orphanFinalizer = "orphan";

/** An object as the graph knows it. */
export interface Node {
  readonly resource: Resource;
  readonly object: KubeObject;
}

interface Place {
  readonly informer: Informer;
  readonly namespace: string;
  readonly name: string;
}

/**
 * Who owns whom, over all informers: objects by UID, and dependents by the UID of their owner. It holds nothing but
 * the places of objects; the objects themselves are the informers'.
 */
export class OwnerGraph {
  readonly #places = new Map<string, Place>();
  readonly #informers = new Set<Informer>();

  follow(informer: Informer): void {
    informer.addIndex(byOwnerUid);
    this.#informers.add(informer);
  }

  appeared({ metadata }: KubeObject, informer: Informer): void {
    this.#places.set(metadata?.uid ?? "", { informer, namespace: metadata?.namespace ?? "", name: metadata?.name ?? "" });
  }

  disappeared({ metadata }: KubeObject): void {
    this.#places.delete(metadata?.uid ?? "");
  }

  get(uid: string): Node | undefined {
    const place = this.#places.get(uid);
    const object = place?.informer.lister.get(place.namespace, place.name);
    return place !== undefined && object?.metadata?.uid === uid ? { resource: place.informer.resource, object } : undefined;
  }

  dependents(uid: string): Node[] {
    const nodes: Node[] = [];
    for (const informer of this.#informers) for (const object of informer.lister.byIndex(byOwnerUid, uid)) nodes.push({ resource: informer.resource, object });
    return nodes;
  }
}

/** An owner in a namespace owns what is in the same one, and nothing else. */
export function isForeign(owner: KubeObject | undefined, dependent: KubeObject): boolean {
  const namespace = owner?.metadata?.namespace ?? "";
  return namespace !== "" && namespace !== (dependent.metadata?.namespace ?? "");
}

export function isBeingDeleted({ metadata }: KubeObject): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

/** Deleted in the foreground: it stays until its blocking dependents are gone. */
export function isWaiting(object: KubeObject): boolean {
  return isBeingDeleted(object) && object.metadata?.finalizers?.includes(foregroundFinalizer) === true;
}

/** Deleted with orphans: it stays until its dependents no longer name it. */
export function isOrphaning(object: KubeObject): boolean {
  return isBeingDeleted(object) && object.metadata?.finalizers?.includes(orphanFinalizer) === true;
}

export function ownersOf({ metadata }: KubeObject): readonly OwnerReference[] {
  return metadata?.ownerReferences ?? [];
}

export function blocks({ object }: Node, ownerUid: string): boolean {
  return ownersOf(object).some((owner) => owner.uid === ownerUid && owner.blockOwnerDeletion === true);
}
