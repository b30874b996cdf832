import type { Pod } from "../../api/types/core/v1.gen.ts";
import { Client, keyText, parseKey } from "../../client/client.ts";
import { persistentVolumeClaims as claimResource, pods as podResource } from "../../client/resources.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { needsLook, protect } from "../shared/protection.ts";
import { enqueueKeys, runQueue } from "../shared/run-queue.ts";
import { claimNamesOf, isShutDown, usesClaim } from "./uses.ts";

const finalizer = "kubernetes.io/pvc-protection";

/** Keeps a claim that is being deleted until no pod uses it. Source: kubernetes pkg/controller/volume/pvcprotection. */
export const controller: ControllerDefinition = {
  name: "pvc-protection-controller",
  permissions: [
    { apiGroups: [""], resources: ["persistentvolumeclaims"], verbs: ["get", "list", "watch", "update"] },
    { apiGroups: [""], resources: ["persistentvolumeclaims/status"], verbs: ["update"] },
    { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch", "get"] },
    { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "update"] },
  ],
  run,
};

/** The pods that use a claim, by its key. */
const byClaim = "claim";

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const { informers, transport } = context;
  const claims = informers.informer(claimResource);
  const pods = informers.informer(podResource);
  pods.addIndex(byClaim, claimKeysOf);
  const client = new Client(transport);
  return runQueue(context, {
    name: "pvcprotection",
    what: "claim",
    subscribe: (queue) => {
      const freed = (pod: Pod): void => {
        for (const key of claimKeysOf(pod)) queue.add(key);
      };
      return [
        enqueueKeys(claims, queue, (claim) => needsLook(claim, finalizer)),
        pods.addHandler({
          onUpdate: (pod, old) => {
            if (old.metadata.uid !== pod.metadata.uid) freed(old);
            if (isShutDown(pod) && !isShutDown(old)) freed(pod);
          },
          onDelete: freed,
        }),
      ];
    },
    reconcile: async (text) => {
      const key = parseKey(text);
      const claim = claims.lister.get(key.namespace, key.name);
      if (claim === undefined) return;
      await protect(client, claim, {
        resource: claimResource,
        finalizer,
        isInUse: async () => {
          if (pods.lister.byIndex(byClaim, text).some((pod) => usesClaim(pod, claim))) return true;
          // A pod that was given its node just now may not have arrived here yet.
          const { items } = await client.list(podResource, { namespace: key.namespace }, signal);
          return items.some((pod) => usesClaim(pod, claim));
        },
      });
    },
  }, signal);
}

function claimKeysOf(pod: Pod): string[] {
  const { namespace = "" } = pod.metadata;
  return claimNamesOf(pod).map((name) => keyText({ namespace, name }));
}
