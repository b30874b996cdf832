import type { PropagationPolicy } from "../../../machinery/request/api-request.ts";
import type { ObjectMeta } from "../../../machinery/meta/object.ts";

const orphanFinalizer = "orphan";
const foregroundFinalizer = "foregroundDeletion";

/** Everything that the decision may look at. */
export interface DeletionObserved {
  readonly metadata: ObjectMeta;
  /** Seconds of grace by the kind's rules; undefined for kinds that are removed at once. */
  readonly graceSeconds: number | undefined;
  readonly propagation: PropagationPolicy | undefined;
  readonly defaultPropagation: PropagationPolicy | undefined;
  /** True when something other than metadata's finalizers holds the object. */
  readonly isHeld: boolean;
  readonly now: number;
}

export type Deletion =
  | { readonly type: "remove" }
  /** The object stays, changed so. */
  | { readonly type: "mark"; readonly deletionTimestampMs: number; readonly graceSeconds: number; readonly finalizers: readonly string[]; readonly raisesGeneration: boolean }
  /** It is being deleted as asked already. */
  | { readonly type: "nothing" };

/**
 * What a delete does to an object: removes it, or marks it while finalizers or a grace period hold it. A second delete may
 * shorten the grace and never lengthen it. Source: apiserver registry/rest BeforeDelete, registry/generic/registry Delete.
 */
export function decideDeletion(observed: DeletionObserved): Deletion {
  const { metadata, graceSeconds = 0, isHeld, now } = observed;
  const finalizers = finalizersAfter(observed);
  const stays = graceSeconds > 0 || finalizers.length > 0 || isHeld;
  if (metadata.deletionTimestamp === undefined) {
    if (!stays) return { type: "remove" };
    return { type: "mark", deletionTimestampMs: now + graceSeconds * 1_000, graceSeconds, finalizers, raisesGeneration: true };
  }
  const pending = metadata.deletionGracePeriodSeconds ?? 0;
  const isShorter = graceSeconds < pending;
  if (!stays && (isShorter || pending === 0)) return { type: "remove" };
  if (!isShorter && sameList(finalizers, metadata.finalizers ?? [])) return { type: "nothing" };
  const grace = isShorter ? graceSeconds : pending;
  const before = Date.parse(metadata.deletionTimestamp);
  return { type: "mark", deletionTimestampMs: isShorter ? before - (pending - grace) * 1_000 : before, graceSeconds: grace, finalizers, raisesGeneration: false };
}

/** The finalizers by which the garbage collector knows what to do with dependents. Source: deletionFinalizersForGarbageCollection. */
function finalizersAfter({ metadata, propagation, defaultPropagation }: DeletionObserved): string[] {
  const before = metadata.finalizers ?? [];
  const policy = propagation ?? (before.includes(orphanFinalizer) ? "Orphan" : before.includes(foregroundFinalizer) ? "Foreground" : defaultPropagation);
  const wanted = policy === "Orphan" ? orphanFinalizer : policy === "Foreground" ? foregroundFinalizer : undefined;
  const kept = before.filter((finalizer) => finalizer === wanted || (finalizer !== orphanFinalizer && finalizer !== foregroundFinalizer));
  return wanted === undefined || kept.includes(wanted) ? kept : [...kept, wanted];
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
