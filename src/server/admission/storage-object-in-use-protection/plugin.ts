import type { AdmissionPluginFactory } from "../context.ts";

/** The finalizer that keeps an object until nobody uses it. Source: kubernetes plugin/pkg/admission/storage/storageobjectinuseprotection. */
const finalizers: Readonly<Record<string, string>> = {
  "/persistentvolumeclaims": "kubernetes.io/pvc-protection",
  "/persistentvolumes": "kubernetes.io/pv-protection",
  "storage.k8s.io/volumeattributesclasses": "kubernetes.io/vac-protection",
};

export const plugin: AdmissionPluginFactory = () => ({
  name: "StorageObjectInUseProtection",
  order: 90,
  handles: ({ operation, info, subresource }) => operation === "CREATE" && subresource === undefined && `${info.group}/${info.resource}` in finalizers,
  mutate({ info, object }) {
    const finalizer = finalizers[`${info.group}/${info.resource}`];
    const metadata = object?.metadata;
    if (finalizer === undefined || metadata === undefined || metadata.finalizers?.includes(finalizer)) return;
    metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
  },
});
