import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { VolumeAttachment } from "../../types/storage/v1.gen.ts";

/** VolumeAttachments: a volume that should be attached to a node. Source: kubernetes pkg/registry/storage/volumeattachment. */
export const strategy: KindStrategy<VolumeAttachment> = {
  group: "storage.k8s.io",
  resource: "volumeattachments",
  prepareForCreate(attachment) {
    attachment.status = { attached: false };
  },
  prepareForUpdate: keepStatus,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  printRow({ metadata, spec, status }, now) {
    return [
      metadata.name ?? "",
      spec.attacher,
      spec.source.persistentVolumeName ?? "",
      spec.nodeName,
      status?.attached ?? false,
      ageCell(metadata.creationTimestamp, now),
    ];
  },
};
