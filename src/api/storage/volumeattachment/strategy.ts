import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { VolumeAttachment } from "../../types/storage/v1.gen.ts";
import { validate, validateUpdate } from "./validation.ts";

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
  validateUpdate,
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata, validateUpdate } },
  printRow: ({ metadata, spec, status }, now) => [
    metadata.name ?? "",
    spec.attacher,
    spec.source.persistentVolumeName ?? "",
    spec.nodeName,
    status?.attached ?? false,
    ageCell(metadata.creationTimestamp, now),
  ],
};
