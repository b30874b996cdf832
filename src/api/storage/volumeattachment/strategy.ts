import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, required } from "../../../machinery/errors/field-errors.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { VolumeAttachment } from "../../types/storage/v1.gen.ts";

/** The wish that a volume be attached to a node. Source: kubernetes pkg/registry/storage/volumeattachment. */
export const strategy: KindStrategy<VolumeAttachment> = {
  group: "storage.k8s.io",
  resource: "volumeattachments",
  requiresResourceVersion: true,
  prepareForCreate(attachment) {
    attachment.status = { attached: false };
  },
  validateCreate: validate,
  prepareForUpdate: keepStatus,
  validateUpdate: (attachment, old) => (semanticEqual(attachment.spec, old.spec) ? [] : [immutableField("spec", attachment.spec)]),
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata } },
  printRow: ({ metadata, spec, status }, now) => [
    metadata.name ?? "",
    spec.attacher,
    spec.source.persistentVolumeName ?? "",
    spec.nodeName,
    status?.attached ?? false,
    ageCell(metadata.creationTimestamp, now),
  ],
};

function validate({ spec }: VolumeAttachment): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.attacher) errors.push(required("spec.attacher"));
  if (!spec.nodeName) errors.push(required("spec.nodeName"));
  const { persistentVolumeName, inlineVolumeSpec } = spec.source;
  if (persistentVolumeName === undefined && inlineVolumeSpec === undefined) errors.push(required("spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName"));
  return errors;
}
