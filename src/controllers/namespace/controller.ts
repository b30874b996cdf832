import type { Namespace, NamespaceCondition } from "../../api/types/core/v1.gen.ts";
import { exponentialBackoff } from "../../base/workqueue/backoff.ts";
import type { WorkQueue } from "../../base/workqueue/workqueue.ts";
import { Client } from "../../client/client.ts";
import { namespaces as namespaceResource, pods as podResource } from "../../client/resources.ts";
import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { withCondition } from "../../machinery/meta/conditions.ts";
import { deepCopy } from "../../machinery/meta/deep-copy.ts";
import { formatTime } from "../../machinery/time/time.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { deletableResources } from "../shared/deletable-resources.ts";
import { enqueueKeys, runQueue } from "../shared/run-queue.ts";
import { deletionConditions, type Remaining } from "./remaining.ts";
import { sweep } from "./sweep.ts";

/** The finalizer in a namespace's spec that is this controller's to remove. */
const kubernetesFinalizer = "kubernetes";

/** Empties namespaces that are being deleted, pods first, and then lets them go. */
export const controller: ControllerDefinition = {
  name: "namespace-controller",
  permissions: [
    { apiGroups: [""], resources: ["namespaces"], verbs: ["get", "list", "watch", "delete"] },
    { apiGroups: [""], resources: ["namespaces/finalize", "namespaces/status"], verbs: ["update"] },
    { apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch", "delete", "deletecollection"] },
  ],
  run,
};

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const namespaces = context.informers.informer(namespaceResource);
  const pods = context.informers.informer(podResource);
  const client = new Client(context.transport);
  return runQueue(context, {
    name: "namespace",
    what: "namespace",
    workers: 10,
    // Source: kubernetes pkg/controller/namespace (5 ms to 60 s).
    backoff: exponentialBackoff(5, 60_000),
    subscribe: (queue: WorkQueue<string>) => [
      enqueueKeys(namespaces, queue, isToBeEmptied),
      // Pods keep everything else waiting, so the end of one is worth a look at once.
      pods.addHandler({
        onDelete: ({ metadata: { namespace = "" } }) => {
          const owner = namespaces.lister.get("", namespace);
          if (owner !== undefined && isToBeEmptied(owner)) queue.add(namespace);
        },
      }),
    ],
    reconcile: (name) => reconcile(name, { ...context, client, namespace: namespaces.lister.get("", name) }),
  }, signal);
}

function isToBeEmptied({ metadata, spec }: Namespace): boolean {
  return metadata.deletionTimestamp !== undefined && spec?.finalizers?.includes(kubernetesFinalizer) === true;
}

type Work = ControllerContext & { readonly client: Client; readonly namespace: Namespace | undefined };

async function reconcile(name: string, { client, clock, namespace }: Work): Promise<{ requeueAfterMs?: number } | undefined> {
  if (namespace === undefined || !isToBeEmptied(namespace)) return undefined;
  const resources = deletableResources().filter(({ namespaced }) => namespaced);
  const result = await sweep(client, name, resources);
  try {
    const latest = await writeStatus(client, namespace, { remaining: result, now: clock.now() });
    if (result.failures.length > 0) throw new Error(`cannot empty namespace ${name}: ${result.failures.join("; ")}`);
    if (result.resources.size > 0) return { requeueAfterMs: Math.max(1_000, result.waitMs ?? 0) };
    await finalize(client, latest);
    return undefined;
  } catch (error) {
    if (isStatus(error, "NotFound")) return undefined;
    if (isStatus(error, "Conflict")) return { requeueAfterMs: 100 };
    throw error;
  }
}

async function writeStatus(client: Client, namespace: Namespace, { remaining, now }: { remaining: Remaining; now: number }): Promise<Namespace> {
  const old: readonly NamespaceCondition[] = namespace.status?.conditions ?? [];
  const conditions = deletionConditions(remaining).reduce<readonly NamespaceCondition[]>((list, condition) => withCondition(list, condition, formatTime(now)), old);
  if (namespace.status?.phase === "Terminating" && semanticEqual(old, conditions)) return namespace;
  return client.updateStatus(namespaceResource, deepCopy({ ...namespace, status: { ...namespace.status, phase: "Terminating", conditions: [...conditions] } }));
}

/** The last finalizer's end removes the namespace itself. */
async function finalize({ transport }: Client, namespace: Namespace): Promise<void> {
  const finalizers = namespace.spec?.finalizers?.filter((finalizer) => finalizer !== kubernetesFinalizer) ?? [];
  const body = deepCopy({ ...namespace, spec: { ...namespace.spec, finalizers } });
  await transport.request({ verb: "update", resource: namespaceResource, name: namespace.metadata.name, subresource: "finalize", body });
}
