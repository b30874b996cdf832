import type { OwnerReference } from "../../machinery/meta/object.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { PropagationPolicy } from "../../machinery/request/api-request.ts";
import { foregroundFinalizer, isBeingDeleted, isOrphaning, isWaiting, orphanFinalizer, ownersOf } from "./graph.ts";

/**
 * What became of an owner: it is there, it is waiting for its dependents to go, or there is no such object any more. One
 * that cannot own the object, as it is in a namespace and the object is not, says nothing of it.
 */
export type OwnerState = "solid" | "waiting" | "dangling" | "impossible";

export interface ObservedObject {
  readonly object: KubeObject;
  readonly ownerState: (owner: OwnerReference) => OwnerState;
  readonly dependents: readonly { readonly object: KubeObject; readonly blocks: boolean }[];
}

export type GarbageAction =
  | { readonly type: "None" }
  | { readonly type: "Orphan" }
  /** All blocking dependents are gone: the object may go too. */
  | { readonly type: "RemoveForegroundFinalizer" }
  /** The object waits: see to its blocking dependents first. */
  | { readonly type: "VisitDependents" }
  | { readonly type: "DropOwners"; readonly uids: readonly string[] }
  /** `unblock`: dependents are waiting themselves, so a ring of owners would wait for each other for ever. */
  | { readonly type: "Delete"; readonly propagationPolicy: PropagationPolicy; readonly unblock: boolean };

/** What to do with one object because of who owns it. Source: kubernetes pkg/controller/garbagecollector attemptToDeleteItem. */
export function decideGarbage({ object, ownerState, dependents }: ObservedObject): GarbageAction {
  if (isOrphaning(object)) return { type: "Orphan" };
  if (isWaiting(object)) return dependents.some(({ blocks }) => blocks) ? { type: "VisitDependents" } : { type: "RemoveForegroundFinalizer" };
  const owners = ownersOf(object);
  if (isBeingDeleted(object) || owners.length === 0) return { type: "None" };

  const states = owners.map((owner) => ({ uid: owner.uid, state: ownerState(owner) }));
  if (states.some(({ state }) => state === "impossible")) return { type: "None" };
  const lost = states.filter(({ state }) => state !== "solid");
  if (lost.length < states.length) return lost.length === 0 ? { type: "None" } : { type: "DropOwners", uids: lost.map(({ uid }) => uid) };
  if (states.some(({ state }) => state === "waiting") && dependents.length > 0) {
    return { type: "Delete", propagationPolicy: "Foreground", unblock: dependents.some((dependent) => isWaiting(dependent.object)) };
  }
  return { type: "Delete", propagationPolicy: policyOf(object), unblock: false };
}

/** A finalizer set before says how whoever deletes the object should do it. */
function policyOf({ metadata }: KubeObject): PropagationPolicy {
  if (metadata?.finalizers?.includes(orphanFinalizer)) return "Orphan";
  return metadata?.finalizers?.includes(foregroundFinalizer) ? "Foreground" : "Background";
}
