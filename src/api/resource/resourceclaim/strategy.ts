import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ResourceClaim } from "../../types/resource/v1.gen.ts";

/** ResourceClaims: devices that a pod asks for. Source: kubernetes pkg/registry/resource/resourceclaim. */
export const strategy: KindStrategy<ResourceClaim> = {
  group: "resource.k8s.io",
  resource: "resourceclaims",
  prepareForCreate(claim) {
    claim.status = {};
  },
  prepareForUpdate: keepStatus,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  printRow: (claim, now) => [claim.metadata.name ?? "", stateOf(claim), ageCell(claim.metadata.creationTimestamp, now)],
};

/** Source: kubernetes pkg/printers resourceClaimState. */
function stateOf({ metadata, status }: ResourceClaim): string {
  const isDeleted = metadata.deletionTimestamp !== undefined;
  const states = isDeleted ? ["deleted"] : [];
  if (status?.allocation !== undefined) states.push("allocated");
  else if (!isDeleted) states.push("pending");
  if (status?.allocation !== undefined && (status.reservedFor?.length ?? 0) > 0) states.push("reserved");
  return states.join(",");
}
