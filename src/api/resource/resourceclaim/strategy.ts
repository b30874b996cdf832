import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { immutableField } from "../../../machinery/errors/field-errors.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ResourceClaim } from "../../types/resource/v1.gen.ts";

/** Claims of devices. Source: kubernetes pkg/registry/resource/resourceclaim. */
export const strategy: KindStrategy<ResourceClaim> = {
  group: "resource.k8s.io",
  resource: "resourceclaims",
  prepareForCreate(claim) {
    claim.status = {};
  },
  prepareForUpdate: keepStatus,
  validateUpdate: (claim, old) => (semanticEqual(claim.spec, old.spec) ? [] : [immutableField("spec", claim.spec)]),
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata } },
  printRow: (claim, now) => [claim.metadata.name ?? "", stateCell(claim), ageCell(claim.metadata.creationTimestamp, now)],
};

/** Source: kubernetes pkg/printers resourceClaimState. */
function stateCell({ metadata, status }: ResourceClaim): string {
  const states: string[] = [];
  if (metadata.deletionTimestamp !== undefined) states.push("deleted");
  if (status?.allocation === undefined) {
    if (states.length === 0) states.push("pending");
  } else {
    states.push("allocated");
    if ((status.reservedFor ?? []).length > 0) states.push("reserved");
  }
  return states.join(",");
}
