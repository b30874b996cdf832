import { formatTime } from "../../../machinery/time/time.ts";
import type { DeviceAttribute, ResourceSlice } from "../../types/resource/v1.gen.ts";

/** A taint says since when it is there. Source: kubernetes pkg/apis/resource/v1 SetDefaults_DeviceTaint. */
export function stampTaints({ spec }: ResourceSlice, now: number): void {
  for (const { taints = [] } of spec?.devices ?? []) for (const taint of taints) taint.timeAdded ??= formatTime(now);
}

const listFields = ["bools", "ints", "strings", "versions"] as const;

/** Alpha in 1.36: attributes that are lists, and what a device takes of its node's resources. Source: kubernetes resourceslice dropDisabledFields. */
export function dropAlphaFields({ spec }: ResourceSlice, old?: ResourceSlice): void {
  const [keepsMappings, keepsLists] = [hasMappings(old), hasLists(old)];
  for (const device of spec?.devices ?? []) {
    if (!keepsMappings) delete device.nodeAllocatableResourceMappings;
    if (!keepsLists) for (const attribute of Object.values(device.attributes ?? {})) for (const field of listFields) delete attribute[field];
  }
}

function hasMappings(slice: ResourceSlice | undefined): boolean {
  return (slice?.spec.devices ?? []).some(({ nodeAllocatableResourceMappings = {} }) => Object.keys(nodeAllocatableResourceMappings).length > 0);
}

function hasLists(slice: ResourceSlice | undefined): boolean {
  const isList = (attribute: DeviceAttribute) => listFields.some((field) => attribute[field] !== undefined);
  return (slice?.spec.devices ?? []).some(({ attributes = {} }) => Object.values(attributes).some(isList));
}
