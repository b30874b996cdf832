import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { validateNodeSelector } from "../../core/pod-template/validate-node-selector.ts";
import type { AllocationResult, DeviceRequestAllocationResult, ResourceClaimSpec } from "../../types/resource/v1.gen.ts";
import { requestNamesOf, validateRequestReference, validateRequestReferences, type RequestNames } from "../claim-spec/request-names.ts";
import { validateBindingConditions } from "../shared/binding-conditions.ts";
import { maxConfigurations, validateConfiguration } from "../shared/configuration.ts";
import { validateList } from "../shared/lists.ts";
import { validateDriverName, validateLabelLike, validatePoolName, validateUid } from "../shared/names.ts";

const maxResults = 32;
/** In upstream's order. */
const sources = ["FromClaim", "FromClass"];

/** An allocation that is new: what has been allocated is not asked again. Source: kubernetes resource validation validateAllocationResult. */
export function validateAllocation({ devices = {}, nodeSelector }: AllocationResult, path: string, spec: ResourceClaimSpec): FieldError[] {
  const names = requestNamesOf(spec.devices);
  return [
    ...validateList(devices.results ?? [], `${path}.devices.results`, maxResults, (result, at) => validateResult(result, at, names)),
    // Those of the class and those of the claim.
    ...validateList(devices.config ?? [], `${path}.devices.config`, 2 * maxConfigurations, (configuration, at) => [
      ...validateSource(configuration.source, `${at}.source`),
      ...validateRequestReferences(configuration.requests, `${at}.requests`, names),
      ...validateConfiguration(configuration, at),
    ]),
    ...(nodeSelector === undefined ? [] : validateNodeSelector(nodeSelector, `${path}.nodeSelector`)),
  ];
}

/** Source: kubernetes resource validation validateDeviceRequestAllocationResult. */
function validateResult(result: DeviceRequestAllocationResult, path: string, names: RequestNames): FieldError[] {
  return [
    ...validateRequestReference(result.request, `${path}.request`, names),
    ...validateDriverName(result.driver, `${path}.driver`),
    ...validatePoolName(result.pool, `${path}.pool`),
    ...validateLabelLike(result.device, `${path}.device`),
    ...validateBindingConditions(result, path),
    ...(result.shareID === undefined ? [] : validateUid(result.shareID, `${path}.shareID`)),
  ];
}

function validateSource(source: string, path: string): FieldError[] {
  if (source === "") return [required(path)];
  return sources.includes(source) ? [] : [notSupported(path, source, sources)];
}
