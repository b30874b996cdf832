import type { PersistentVolume, PersistentVolumeClaim } from "../../api/types/core/v1.gen.ts";
import { Client } from "../../client/client.ts";
import { persistentVolumeClaims as claimResource, persistentVolumes as volumeResource, volumeAttributesClasses as classResource } from "../../client/resources.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { needsLook, protect } from "../shared/protection.ts";
import { enqueueKeys, runQueue } from "../shared/run-queue.ts";

const finalizer = "kubernetes.io/vac-protection";

/** Keeps a class that is being deleted while a volume or claim names it. Source: kubernetes pkg/controller/volume/vacprotection. */
export const controller: ControllerDefinition = {
  name: "volumeattributesclass-protection-controller",
  permissions: [
    { apiGroups: [""], resources: ["persistentvolumeclaims"], verbs: ["list", "watch", "get"] },
    { apiGroups: [""], resources: ["persistentvolumes"], verbs: ["list", "watch", "get"] },
    { apiGroups: ["storage.k8s.io"], resources: ["volumeattributesclasses"], verbs: ["get", "list", "watch", "update"] },
    { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "update"] },
  ],
  run,
};

const byClass = "volumeAttributesClass";

/** The classes that a claim wants, has, or is being changed to. */
export function classesOfClaim({ spec, status }: PersistentVolumeClaim): string[] {
  const names = [spec?.volumeAttributesClassName, status?.currentVolumeAttributesClassName, status?.modifyVolumeStatus?.targetVolumeAttributesClassName];
  return [...new Set(names.filter((name): name is string => !!name))];
}

export function classesOfVolume({ spec }: PersistentVolume): string[] {
  return spec?.volumeAttributesClassName ? [spec.volumeAttributesClassName] : [];
}

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const { informers, transport } = context;
  const classes = informers.informer(classResource);
  const claims = informers.informer(claimResource);
  const volumes = informers.informer(volumeResource);
  claims.addIndex(byClass, classesOfClaim);
  volumes.addIndex(byClass, classesOfVolume);
  const client = new Client(transport);
  return runQueue(context, {
    name: "vacprotection",
    what: "volume attributes class",
    subscribe: (queue) => {
      const freed = (names: readonly string[]): void => names.forEach((name) => queue.add(name));
      return [
        enqueueKeys(classes, queue, (one) => needsLook(one, finalizer)),
        claims.addHandler({ onUpdate: (_, old) => freed(classesOfClaim(old)), onDelete: (claim) => freed(classesOfClaim(claim)) }),
        volumes.addHandler({ onUpdate: (_, old) => freed(classesOfVolume(old)), onDelete: (volume) => freed(classesOfVolume(volume)) }),
      ];
    },
    reconcile: async (name) => {
      const one = classes.lister.get("", name);
      const isInUse = (): boolean => claims.lister.byIndex(byClass, name).length > 0 || volumes.lister.byIndex(byClass, name).length > 0;
      if (one !== undefined) await protect(client, one, { resource: classResource, finalizer, isInUse });
    },
  }, signal);
}
