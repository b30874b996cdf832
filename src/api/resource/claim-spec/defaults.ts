import type { DeviceSubRequest, ExactDeviceRequest, ResourceClaimSpec } from "../../types/resource/v1.gen.ts";

/** One device where nothing is said. Source: kubernetes pkg/apis/resource/v1 defaults. */
export function defaultClaimSpec(spec: ResourceClaimSpec | undefined): void {
  for (const { exactly, firstAvailable = [] } of spec?.devices?.requests ?? []) {
    if (exactly !== undefined) defaultRequest(exactly);
    for (const request of firstAvailable) defaultRequest(request);
  }
}

function defaultRequest(request: ExactDeviceRequest | DeviceSubRequest): void {
  if (!request.allocationMode) request.allocationMode = "ExactCount";
  if (request.allocationMode === "ExactCount" && !request.count) request.count = 1;
}
