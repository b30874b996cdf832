import type { KubeObject } from "../../machinery/meta/object.ts";

/** The values under which an index finds an object. */
export type IndexFunction<T> = (object: T) => readonly string[];

/** What an informer knows, without asking the server. Objects are shared and immutable; lists are snapshots. */
export interface Lister<T extends KubeObject = KubeObject> {
  get(namespace: string, name: string): T | undefined;
  list(): readonly T[];
  inNamespace(namespace: string): readonly T[];
  /** The objects that the index `name` (see `Informer.addIndex`) files under `value`. Throws when there is no such index. */
  byIndex(name: string, value: string): readonly T[];
  readonly size: number;
}

/** The index by the UID of the controlling owner. */
export const byControllerUid = "controllerUid";
/** The index by the UIDs of all owners. */
export const byOwnerUid = "ownerUid";

/** The index of pods by the node that they are bound to. */
export const byNodeName = "nodeName";

/** Indexes that any informer takes by name: `informer.addIndex(byOwnerUid)`. */
export const knownIndexes: Readonly<Record<string, IndexFunction<KubeObject>>> = {
  [byControllerUid]: (object) => (object.metadata?.ownerReferences ?? []).filter((owner) => owner.controller === true).map((owner) => owner.uid),
  [byOwnerUid]: (object) => (object.metadata?.ownerReferences ?? []).map((owner) => owner.uid),
  [byNodeName]: (object) => {
    const { nodeName } = (object as { spec?: { nodeName?: string } }).spec ?? {};
    return nodeName ? [nodeName] : [];
  },
};
