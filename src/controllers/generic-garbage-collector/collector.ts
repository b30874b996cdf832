import { findByKind } from "../../api/resources.ts";
import { Client, keyOf } from "../../client/client.ts";
import type { EventRecorder } from "../../client/events/recorder.ts";
import type { Resource } from "../../client/resource.ts";
import type { Transport } from "../../client/transport.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { KubeObject, OwnerReference } from "../../machinery/meta/object.ts";
import { parseApiVersion } from "../../machinery/meta/resource.ts";
import { toResource } from "../shared/deletable-resources.ts";
import { removeFinalizer } from "../shared/finalizer.ts";
import { decideGarbage, type OwnerState } from "./decide.ts";
import { blocks, foregroundFinalizer, isForeign, isWaiting, type Node, type OwnerGraph, orphanFinalizer, ownersOf } from "./graph.ts";

export interface CollectorOptions {
  readonly transport: Transport;
  readonly recorder: EventRecorder;
  readonly graph: OwnerGraph;
  /** Called with the UIDs of objects to look at next. */
  readonly enqueue: (uid: string) => void;
}

/** Deletes what its owners have left behind. Keys are UIDs. */
export class Collector {
  readonly #options: CollectorOptions;
  readonly #client: Client;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#client = new Client(options.transport);
  }

  async reconcile(uid: string): Promise<{ requeueAfterMs?: number }> {
    const node = this.#options.graph.get(uid);
    if (node === undefined) return {};
    try {
      await this.#act(node, uid);
      return {};
    } catch (error) {
      if (isStatus(error, "NotFound")) return {};
      // The informer shows an older object than the server has; it will catch up.
      if (isStatus(error, "Conflict")) return { requeueAfterMs: 100 };
      throw error;
    }
  }

  async #act(node: Node, uid: string): Promise<void> {
    const { resource, object } = node;
    const dependents = this.#options.graph.dependents(uid);
    const states = new Map<string, OwnerState>();
    for (const owner of ownersOf(object)) states.set(owner.uid, await this.#ownerState(owner, node));
    const action = decideGarbage({
      object,
      ownerState: (owner) => states.get(owner.uid) ?? "solid",
      dependents: dependents.map((dependent) => ({ object: dependent.object, blocks: blocks(dependent, uid) })),
    });
    switch (action.type) {
      case "None":
        return;
      case "Orphan":
        for (const dependent of dependents) await this.#setFree(dependent, uid);
        await removeFinalizer(this.#client, resource, object, orphanFinalizer);
        return;
      case "RemoveForegroundFinalizer":
        await removeFinalizer(this.#client, resource, object, foregroundFinalizer);
        return;
      case "VisitDependents":
        for (const dependent of dependents) if (blocks(dependent, uid)) this.#options.enqueue(dependent.object.metadata?.uid ?? "");
        return;
      case "DropOwners":
        await this.#dropOwners(node, action.uids);
        return;
      case "Delete": {
        const version = action.unblock ? (await this.#unblock(node)).metadata?.resourceVersion : object.metadata?.resourceVersion;
        const { propagationPolicy } = action;
        await this.#client.delete(resource, keyOf(object), { propagationPolicy, preconditions: { uid, resourceVersion: version } });
      }
    }
  }

  /** What is not in the graph may be too new for it, or of a kind that it does not follow: then the server is asked. */
  async #ownerState(owner: OwnerReference, { object }: Node): Promise<OwnerState> {
    const namespace = object.metadata?.namespace ?? "";
    const known = this.#options.graph.get(owner.uid)?.object;
    if (known !== undefined && !isForeign(known, object)) return isWaiting(known) ? "waiting" : "solid";
    const info = findByKind(...groupVersionKind(owner));
    if (known !== undefined || (info?.namespaced === true && namespace === "")) {
      this.#warnOfNamespace(owner, object);
      return namespace === "" ? "impossible" : "dangling";
    }
    if (info === undefined) return "solid"; // a kind that nobody serves (any more): nothing can be said, so nothing is deleted
    return this.#liveState(toResource(info), owner, info.namespaced ? namespace : "");
  }

  async #liveState(resource: Resource, { name, uid }: OwnerReference, namespace: string): Promise<OwnerState> {
    try {
      const live = await this.#client.get(resource, { namespace, name });
      if (live.metadata?.uid !== uid) return "dangling";
      return isWaiting(live) ? "waiting" : "solid";
    } catch (error) {
      if (isStatus(error, "NotFound")) return "dangling";
      throw error;
    }
  }

  #warnOfNamespace({ apiVersion, kind, name, uid }: OwnerReference, object: KubeObject): void {
    const message = `ownerRef [${apiVersion}/${kind}, namespace: ${object.metadata?.namespace ?? ""}, name: ${name}, uid: ${uid}] does not exist in namespace "${object.metadata?.namespace ?? ""}"`;
    this.#options.recorder.event(object, "Warning", "OwnerRefInvalidNamespace", message);
  }

  /** A dependent that is gone meanwhile is as free as can be. */
  async #setFree(dependent: Node, uid: string): Promise<void> {
    try {
      await this.#dropOwners(dependent, [uid]);
    } catch (error) {
      if (!isStatus(error, "NotFound")) throw error;
    }
  }

  async #dropOwners({ resource, object }: Node, uids: readonly string[]): Promise<void> {
    await this.#writeOwners(resource, object, ownersOf(object).filter(({ uid }) => !uids.includes(uid)));
  }

  #unblock({ resource, object }: Node): Promise<KubeObject> {
    return this.#writeOwners(resource, object, ownersOf(object).map((owner) => ({ ...owner, blockOwnerDeletion: false })));
  }

  /** The list is replaced whole, so the write names the version it was made for. */
  #writeOwners(resource: Resource, object: KubeObject, ownerReferences: readonly OwnerReference[]): Promise<KubeObject> {
    const body = { metadata: { uid: object.metadata?.uid, resourceVersion: object.metadata?.resourceVersion, ownerReferences: ownerReferences.length > 0 ? ownerReferences : null } };
    return this.#client.patch(resource, keyOf(object), { type: "application/merge-patch+json", body });
  }
}

function groupVersionKind({ apiVersion, kind }: OwnerReference): [group: string, version: string, kind: string] {
  const { group, version } = parseApiVersion(apiVersion);
  return [group, version, kind];
}
