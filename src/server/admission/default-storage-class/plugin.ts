import type { PersistentVolumeClaim } from "../../../api/types/core/v1.gen.ts";
import { newestDefault } from "../shared/newest-default.ts";
import { storageClasses } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { isCore } from "../shared/refuse.ts";

const annotation = "storageclass.kubernetes.io/is-default-class";
const betaAnnotation = "storageclass.beta.kubernetes.io/is-default-class";

/** Claims that name no class get the default one. Source: kubernetes plugin/pkg/admission/storage/storageclass/setdefault. */
export const plugin: AdmissionPluginFactory = ({ objects }) => ({
  name: "DefaultStorageClass",
  order: 80,
  handles: (attributes) => attributes.operation === "CREATE" && isCore(attributes, "persistentvolumeclaims"),
  mutate({ object }) {
    const claim = object as PersistentVolumeClaim;
    if (claim.spec.storageClassName !== undefined || claim.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] !== undefined) return;
    const found = newestDefault(objects.list(storageClasses), [annotation, betaAnnotation]);
    if (found !== undefined) claim.spec.storageClassName = found.metadata?.name;
  },
});
