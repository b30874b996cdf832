import type { ResourceClaim } from "../../types/resource/v1.gen.ts";
import { deviceKey } from "./device-id.ts";

/** Drivers' statuses of devices that were allocated and no longer are go with the allocation. Source: kubernetes resourceclaim dropDeallocatedStatusDevices. */
export function dropDeallocatedDevices({ status }: ResourceClaim, old: ResourceClaim): void {
  if (status?.devices === undefined) return;
  const deallocated = allocatedDevices(old);
  for (const device of allocatedDevices({ status })) deallocated.delete(device);
  const kept = status.devices.filter((device) => !deallocated.has(deviceKey(device)));
  if (kept.length === 0) delete status.devices;
  else if (kept.length < status.devices.length) status.devices = kept;
}

export function allocatedDevices({ status }: Pick<ResourceClaim, "status">): Set<string> {
  return new Set((status?.allocation?.devices?.results ?? []).map(deviceKey));
}
