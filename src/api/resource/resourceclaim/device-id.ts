import type { AllocatedDeviceStatus, DeviceRequestAllocationResult } from "../../types/resource/v1.gen.ts";

/** A device, or a share of one, as upstream's own type shows it. Source: k8s.io/dynamic-resource-allocation structured SharedDeviceID. */
export interface DeviceId {
  readonly Driver: string;
  readonly Pool: string;
  readonly Device: string;
  readonly ShareID: string;
}

export function deviceId({ driver, pool, device, shareID = "" }: AllocatedDeviceStatus | DeviceRequestAllocationResult): DeviceId {
  return { Driver: driver, Pool: pool, Device: device, ShareID: shareID };
}

/** The same as a key of a set. */
export function deviceKey(device: AllocatedDeviceStatus | DeviceRequestAllocationResult): string {
  return JSON.stringify(deviceId(device));
}
