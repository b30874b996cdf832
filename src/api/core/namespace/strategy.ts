import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { nameIsDnsLabel } from "../../../machinery/validation/names.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatus, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Namespace } from "../../types/core/v1.gen.ts";
import { validateFinalizers, validateStatus } from "./validation.ts";

/** Every namespace carries its own name as this label, so that selectors can name it. */
const nameLabel = "kubernetes.io/metadata.name";

/** Namespaces stay until their spec's finalizers are gone, whatever metadata says. Source: kubernetes pkg/registry/core/namespace. */
export const strategy: KindStrategy<Namespace> = {
  group: "",
  resource: "namespaces",
  validateName: nameIsDnsLabel,
  applyDefaults(namespace) {
    const metadata = metadataOf(namespace);
    if (namespace.status !== undefined) namespace.status.phase ||= "Active";
    if (metadata.name) metadata.labels = { ...metadata.labels, [nameLabel]: metadata.name };
  },
  prepareForCreate(namespace) {
    namespace.status = { phase: "Active" };
    const finalizers = namespace.spec?.finalizers ?? [];
    namespace.spec = { ...namespace.spec, finalizers: finalizers.includes("kubernetes") ? finalizers : [...finalizers, "kubernetes"] };
  },
  validateCreate: (namespace) => validateFinalizers(namespace, () => "spec.finalizers"),
  prepareForUpdate(namespace, old) {
    namespace.spec = old.spec;
    keepStatus(namespace, old);
  },
  subresources: {
    status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus },
    finalize: {
      prepareForUpdate: keepStatus,
      validateUpdate: (namespace): FieldError[] => validateFinalizers(namespace, (index) => `spec.finalizers[${index}]`),
    },
  },
  fieldLabels: ["status.phase"],
  selectableFields: (namespace) => ({ "status.phase": namespace.status?.phase ?? "" }),
  prepareForDelete(namespace) {
    namespace.status = { ...namespace.status, phase: "Terminating" };
  },
  hasOtherFinalizers: (namespace) => (namespace.spec?.finalizers ?? []).length > 0,
  printRow: (namespace, now) => [namespace.metadata.name ?? "", namespace.status?.phase ?? "", ageCell(namespace.metadata.creationTimestamp, now)],
};
