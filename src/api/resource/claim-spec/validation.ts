import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { DeviceConstraint, DeviceRequest, DeviceSubRequest, ExactDeviceRequest, ResourceClaimSpec } from "../../types/resource/v1.gen.ts";
import { maxConfigurations, validateConfiguration } from "../shared/configuration.ts";
import { validateList, validateSet } from "../shared/lists.ts";
import { validateFullyQualifiedName, validateLabelLike } from "../shared/names.ts";
import { validateSelectors } from "../shared/selectors.ts";
import { validateToleration } from "../shared/taints.ts";
import { maxRequests, requestNamesOf, validateRequestReferences, type RequestNames } from "./request-names.ts";

const maxConstraints = 32;
const maxSubrequests = 8;
const allocationModes = ["All", "ExactCount"];

/** Source: kubernetes resource validation validateResourceClaimSpec. */
export function validateClaimSpec({ devices }: ResourceClaimSpec, path: string): FieldError[] {
  const { requests, constraints, config } = devices ?? {};
  const names = requestNamesOf(devices);
  const at = `${path}.devices`;
  return [
    ...validateSet(requests ?? [], `${at}.requests`, maxRequests, validateRequest, ({ name }) => name),
    ...validateList(constraints ?? [], `${at}.constraints`, maxConstraints, (constraint, here) => validateConstraint(constraint, here, names)),
    ...validateList(config ?? [], `${at}.config`, maxConfigurations, (configuration, here) => [
      ...validateRequestReferences(configuration.requests, `${here}.requests`, names),
      ...validateConfiguration(configuration, here),
    ]),
  ];
}

function validateRequest({ name, exactly, firstAvailable = [] }: DeviceRequest, path: string): FieldError[] {
  const errors = validateLabelLike(name, `${path}.name`);
  if (exactly === undefined && firstAvailable.length === 0) return [...errors, required(path, "exactly one of `exactly` or `firstAvailable` is required")];
  if (exactly === undefined) return [...errors, ...validateSet(firstAvailable, `${path}.firstAvailable`, maxSubrequests, validateSubrequest, (request) => request.name)];
  if (firstAvailable.length > 0) return [...errors, invalidValue(path, null, "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set")];
  return [...errors, ...validateWanted(exactly, `${path}.exactly`)];
}

function validateSubrequest(request: DeviceSubRequest, path: string): FieldError[] {
  return [...validateLabelLike(request.name, `${path}.name`), ...validateWanted(request, path)];
}

/** Source: kubernetes resource validation validateExactDeviceRequest. */
function validateWanted(request: ExactDeviceRequest | DeviceSubRequest, path: string): FieldError[] {
  return [
    ...validateClassName(request.deviceClassName, `${path}.deviceClassName`),
    ...validateSelectors(request.selectors ?? [], `${path}.selectors`),
    ...validateAllocationMode(request, path),
    ...(request.tolerations ?? []).flatMap((toleration, index) => validateToleration(toleration, `${path}.tolerations[${index}]`)),
  ];
}

function validateClassName(name: string, path: string): FieldError[] {
  return name === "" ? [required(path)] : isDns1123Subdomain(name).map((problem) => invalidValue(path, name, problem));
}

function validateAllocationMode({ allocationMode = "", count = 0 }: ExactDeviceRequest | DeviceSubRequest, path: string): FieldError[] {
  switch (allocationMode) {
    case "All":
      return count === 0 ? [] : [invalidValue(`${path}.count`, count, "must not be specified when allocationMode is 'All'")];
    case "ExactCount":
      return count > 0 ? [] : [invalidValue(`${path}.count`, count, "must be greater than zero")];
    default:
      return [notSupported(`${path}.allocationMode`, allocationMode, allocationModes)];
  }
}

/** The words of the last error are upstream's, which says them where neither field is set. Source: kubernetes resource validation validateDeviceConstraint. */
function validateConstraint({ requests, matchAttribute, distinctAttribute }: DeviceConstraint, path: string, names: RequestNames): FieldError[] {
  const errors = validateRequestReferences(requests, `${path}.requests`, names);
  if (matchAttribute !== undefined) addAll(errors, validateFullyQualifiedName(matchAttribute, `${path}.matchAttribute`));
  else if (distinctAttribute !== undefined) addAll(errors, validateFullyQualifiedName(distinctAttribute, `${path}.distinctAttribute`));
  else errors.push(required(path, 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set'));
  return errors;
}
