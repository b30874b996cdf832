import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { immutableField } from "../../../machinery/errors/field-errors.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ResourceClaim } from "../../types/resource/v1.gen.ts";
import { defaultClaimSpec } from "../claim-spec/defaults.ts";
import { claimSpecInGo } from "../claim-spec/in-go.ts";
import { validateClaimSpec } from "../claim-spec/validation.ts";
import { dropDeallocatedDevices } from "./drop-deallocated.ts";
import { validateStatusUpdate } from "./validate-status.ts";

/** Claims of devices. Source: kubernetes pkg/registry/resource/resourceclaim. */
export const strategy: KindStrategy<ResourceClaim> = {
  group: "resource.k8s.io",
  resource: "resourceclaims",
  applyDefaults: ({ spec }) => defaultClaimSpec(spec),
  prepareForCreate(claim) {
    claim.status = {};
  },
  validateCreate: ({ spec }) => validateClaimSpec(spec, "spec"),
  prepareForUpdate: keepStatus,
  validateUpdate: (claim, old) => (semanticEqual(claim.spec, old.spec) ? [] : [immutableField("spec", claimSpecInGo(claim.spec))]),
  subresources: {
    status: {
      prepareForUpdate(claim, old) {
        keepAllButStatusEvenMetadata(claim, old);
        dropDeallocatedDevices(claim, old);
      },
      validateUpdate: validateStatusUpdate,
    },
  },
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
