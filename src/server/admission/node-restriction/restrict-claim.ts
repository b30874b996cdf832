import type { PersistentVolumeClaim } from "../../../api/types/core/v1.gen.ts";
import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { quote } from "../../../machinery/text/quote.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import { refuse } from "../shared/refuse.ts";

/** A kubelet reports the size of a claim and nothing else of it. Source: noderestriction admitPVCStatus. */
export function restrictClaim(attributes: AdmissionAttributes, nodeName: string): void {
  const { operation, subresource, object, oldObject } = attributes;
  if (subresource !== "status") throw refuse(attributes, "may only update PVC status");
  if (operation !== "UPDATE") throw refuse(attributes, `unexpected operation ${quote(operation)}`);
  if (!semanticEqual(rest(object as PersistentVolumeClaim), rest(oldObject as PersistentVolumeClaim))) {
    throw refuse(attributes, `node ${quote(nodeName)} is not allowed to update fields other than status.capacity and status.conditions`);
  }
}

/** A claim without what a kubelet may report. */
function rest({ metadata, spec, status }: PersistentVolumeClaim): unknown {
  const { resourceVersion: _, managedFields: __, ...kept } = metadata;
  const { capacity: ___, conditions: ____, allocatedResources: _____, allocatedResourceStatuses: ______, ...restOfStatus } = status ?? {};
  return { metadata: kept, spec, status: restOfStatus };
}
