import type { WorkQueue } from "../../base/workqueue/workqueue.ts";
import type { Informer } from "../../client/informer/informer.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { deletableResources, toResource } from "../shared/deletable-resources.ts";
import { runQueue } from "../shared/run-queue.ts";
import { Collector } from "./collector.ts";
import { isForeign, isOrphaning, isWaiting, OwnerGraph, ownersOf } from "./graph.ts";

/** Source: kube-controller-manager --concurrent-gc-syncs. */
const workers = 20;
/** Not followed: events own nothing and are owned by nothing. Source: kubernetes pkg/controller/garbagecollector DefaultIgnoredResources. */
const ignored = ["events"];

export const controller: ControllerDefinition = {
  name: "generic-garbage-collector",
  eventSource: "garbage-collector-controller",
  permissions: [
    { apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch", "patch", "update", "delete"] },
    { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "update"] },
  ],
  run,
};

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const graph = new OwnerGraph();
  const followed = deletableResources().filter(({ resource }) => !ignored.includes(resource)).map((info) => context.informers.informer(toResource(info)));
  let queue: WorkQueue<string> | undefined;
  const enqueue = (uid: string): void => queue?.add(uid);
  const collector = new Collector({ transport: context.transport, recorder: context.recorder, graph, enqueue });
  return runQueue(context, {
    name: "garbage_collector_attempt_to_delete",
    what: "garbage",
    workers,
    subscribe: (made) => {
      queue = made;
      return followed.map((informer) => subscribe(informer, graph, enqueue));
    },
    reconcile: (uid) => collector.reconcile(uid),
  }, signal);
}

/** Which changes make someone worth a look; all others cost a few lookups and no request. */
function subscribe(informer: Informer, graph: OwnerGraph, enqueue: (uid: string) => void): () => void {
  graph.follow(informer);
  const visit = (object: KubeObject): void => enqueue(object.metadata?.uid ?? "");
  const look = (object: KubeObject): void => {
    if (isWaiting(object) || isOrphaning(object)) visit(object);
    // An owner that the graph does not hold is gone, or has not been listed yet: the look comes after the first lists.
    else if (ownersOf(object).some(({ uid }) => isLost(graph, uid))) visit(object);
  };
  const lookAtNamespaces = (object: KubeObject): void => {
    if (ownersOf(object).some(({ uid }) => isForeign(graph.get(uid)?.object, object))) visit(object);
  };
  return informer.addHandler({
    onAdd: (object) => {
      graph.appeared(object, informer);
      look(object);
      lookAtNamespaces(object);
    },
    onUpdate: (object, old) => {
      look(object);
      if (object.metadata?.ownerReferences !== old.metadata?.ownerReferences) lookAtNamespaces(object);
      // A dependent that blocks no more may have been the last that its owner waited for.
      for (const { uid } of ownersOf(old)) if (object.metadata?.ownerReferences !== old.metadata?.ownerReferences && isLost(graph, uid)) enqueue(uid);
    },
    onDelete: (object) => {
      graph.disappeared(object);
      for (const dependent of graph.dependents(object.metadata?.uid ?? "")) visit(dependent.object);
      for (const { uid } of ownersOf(object)) if (isLost(graph, uid)) enqueue(uid);
    },
  });
}

/** Gone, or waiting to go. */
function isLost(graph: OwnerGraph, uid: string): boolean {
  const owner = graph.get(uid);
  return owner === undefined || isWaiting(owner.object);
}
