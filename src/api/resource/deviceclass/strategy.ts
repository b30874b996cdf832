import { ageCell } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { DeviceClass } from "../../types/resource/v1.gen.ts";
import { validate } from "./validation.ts";

/** Classes of devices. Source: kubernetes pkg/registry/resource/deviceclass. */
export const strategy: KindStrategy<DeviceClass> = {
  group: "resource.k8s.io",
  resource: "deviceclasses",
  prepareForCreate(deviceClass) {
    metadataOf(deviceClass).generation = 1;
  },
  validateCreate: (deviceClass) => validate(deviceClass),
  prepareForUpdate: countGeneration,
  validateUpdate: validate,
  printRow: ({ metadata }, now) => [metadata.name ?? "", ageCell(metadata.creationTimestamp, now)],
};
