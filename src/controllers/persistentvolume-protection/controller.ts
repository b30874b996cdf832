import { Client } from "../../client/client.ts";
import { persistentVolumes as volumeResource } from "../../client/resources.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { needsLook, protect } from "../shared/protection.ts";
import { enqueueKeys, runQueue } from "../shared/run-queue.ts";

const finalizer = "kubernetes.io/pv-protection";

/** Keeps a volume that is being deleted while it is bound to a claim. Source: kubernetes pkg/controller/volume/pvprotection. */
export const controller: ControllerDefinition = {
  name: "pv-protection-controller",
  permissions: [
    { apiGroups: [""], resources: ["persistentvolumes"], verbs: ["get", "list", "watch", "update"] },
    { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "update"] },
  ],
  run,
};

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const volumes = context.informers.informer(volumeResource);
  const client = new Client(context.transport);
  return runQueue(context, {
    name: "pvprotection",
    what: "volume",
    subscribe: (queue) => [enqueueKeys(volumes, queue, (volume) => needsLook(volume, finalizer))],
    reconcile: async (name) => {
      const volume = volumes.lister.get("", name);
      if (volume !== undefined) await protect(client, volume, { resource: volumeResource, finalizer, isInUse: ({ status }) => status?.phase === "Bound" });
    },
  }, signal);
}
