import { Client } from "../../client/client.ts";
import { namespaces as namespaceResource, serviceAccounts as accountResource } from "../../client/resources.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { isNamespaceTerminating } from "../shared/pod-control.ts";
import { runQueue } from "../shared/run-queue.ts";

/** Sees to it that every namespace has the ServiceAccount that pods use when they name none. Keys are names of namespaces. */
export const controller: ControllerDefinition = {
  name: "service-account-controller",
  permissions: [
    { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["create"] },
    { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "update"] },
  ],
  run,
};

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const namespaces = context.informers.informer(namespaceResource);
  const accounts = context.informers.informer(accountResource);
  const client = new Client(context.transport);
  return runQueue(context, {
    name: "serviceaccount",
    what: "namespace",
    subscribe: (queue) => [
      namespaces.addHandler({ onAdd: ({ metadata }) => queue.add(metadata.name ?? ""), onUpdate: ({ metadata }) => queue.add(metadata.name ?? "") }),
      accounts.addHandler({ onDelete: ({ metadata }) => queue.add(metadata.namespace ?? "") }),
    ],
    reconcile: async (namespace) => {
      const isActive = namespaces.lister.get("", namespace)?.status?.phase === "Active";
      if (!isActive || accounts.lister.get(namespace, "default") !== undefined) return;
      try {
        await client.create(accountResource, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } });
      } catch (error) {
        if (!isStatus(error, "AlreadyExists") && !isNamespaceTerminating(error)) throw error;
      }
    },
  }, signal);
}
