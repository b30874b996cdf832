import { deepEqual } from "../../machinery/equality/deep-equal.ts";
import type { KubeObject, ObjectMeta } from "../../machinery/meta/object.ts";

type WithSpec = KubeObject & { spec?: unknown; status?: unknown };

/** The draft's metadata, made where a client sent none. */
export function metadataOf(draft: KubeObject): ObjectMeta {
  draft.metadata ??= {};
  return draft.metadata;
}

/** A new object starts at generation 1 and with no status of the client's. */
export function startGenerationWithoutStatus(draft: WithSpec): void {
  metadataOf(draft).generation = 1;
  startWithoutStatus(draft);
}

/** Nothing of the client's stays in the status, which is there, empty, where Go always writes it. */
export function startWithoutStatus(draft: WithSpec): void {
  if (draft.status !== undefined) draft.status = {};
}

/** What the main endpoint of a kind with a status subresource does on update: status stays, a changed spec raises the generation. */
export function keepStatusAndCountGeneration(draft: WithSpec, old: WithSpec): void {
  keepStatus(draft, old);
  countGeneration(draft, old);
}

/** The main endpoint may not write the status. */
export function keepStatus(draft: WithSpec, old: WithSpec): void {
  if (old.status === undefined) delete draft.status;
  else draft.status = old.status;
}

/** The generation is the server's: one more than before when the spec changed, else as before. */
export function countGeneration(draft: WithSpec, old: WithSpec): void {
  const before = old.metadata?.generation ?? 0;
  metadataOf(draft).generation = deepEqual(draft.spec, old.spec) ? before : before + 1;
}

/** What a status endpoint does on update: only the status (and metadata that everyone may write) is taken from the client. */
export function keepAllButStatus(draft: WithSpec, old: WithSpec): void {
  if (old.spec === undefined) delete draft.spec;
  else draft.spec = old.spec;
  metadataOf(draft).generation = old.metadata?.generation;
}

/** What the status endpoint of some younger kinds does: nothing but the status is taken. Source: apimachinery meta/v1 ResetObjectMetaForStatus. */
export function keepAllButStatusEvenMetadata(draft: WithSpec, old: WithSpec): void {
  keepAllButStatus(draft, old);
  const metadata = metadataOf(draft);
  const { labels, annotations, finalizers, ownerReferences } = old.metadata ?? {};
  Object.assign(metadata, { labels, annotations, finalizers, ownerReferences });
  for (const field of ["labels", "annotations", "finalizers", "ownerReferences"] as const) if (metadata[field] === undefined) delete metadata[field];
}
