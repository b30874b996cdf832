import type { NodeSelector, NodeSelectorRequirement } from "../../types/core/v1.gen.ts";
import type { AllocationResult, DeviceConstraint, DeviceRequest, DeviceSelector, DeviceSubRequest, DeviceToleration, ExactDeviceRequest, OpaqueDeviceConfiguration, ResourceClaimSpec } from "../../types/resource/v1.gen.ts";
import { inKeyOrder } from "../../shared/in-key-order.ts";

/** Parts of a claim as upstream's own types have them: every field, in that type's order and spelling. Source: kubernetes pkg/apis/resource types. */

export function claimSpecInGo({ devices }: ResourceClaimSpec): object {
  return {
    Devices: {
      Requests: devices?.requests?.map(requestInGo) ?? null,
      Constraints: devices?.constraints?.map(constraintInGo) ?? null,
      Config: devices?.config?.map(({ requests, opaque }) => ({ Requests: requests ?? null, Opaque: opaqueInGo(opaque) })) ?? null,
    },
  };
}

export function allocationInGo({ devices, nodeSelector, allocationTimestamp }: AllocationResult): object {
  return {
    Devices: {
      Results:
        devices?.results?.map((result) => ({
          Request: result.request,
          Driver: result.driver,
          Pool: result.pool,
          Device: result.device,
          AdminAccess: result.adminAccess ?? null,
          Tolerations: result.tolerations?.map(tolerationInGo) ?? null,
          BindingConditions: result.bindingConditions ?? null,
          BindingFailureConditions: result.bindingFailureConditions ?? null,
          ShareID: result.shareID ?? null,
          ConsumedCapacity: inKeyOrder(result.consumedCapacity),
        })) ?? null,
      Config: devices?.config?.map(({ source, requests, opaque }) => ({ Source: source, Requests: requests ?? null, Opaque: opaqueInGo(opaque) })) ?? null,
    },
    NodeSelector: nodeSelector === undefined ? null : { NodeSelectorTerms: nodeSelectorTermsInGo(nodeSelector) },
    AllocationTimestamp: allocationTimestamp ?? null,
  };
}

export function nodeSelectorTermsInGo({ nodeSelectorTerms }: NodeSelector): readonly object[] | null {
  if ((nodeSelectorTerms ?? []).length === 0) return null;
  return nodeSelectorTerms.map(({ matchExpressions, matchFields }) => ({ MatchExpressions: matchExpressions?.map(requirementInGo) ?? null, MatchFields: matchFields?.map(requirementInGo) ?? null }));
}

function requirementInGo({ key = "", operator, values }: NodeSelectorRequirement): object {
  return { Key: key, Operator: operator ?? "", Values: values ?? null };
}

function requestInGo({ name, exactly, firstAvailable }: DeviceRequest): object {
  return { Name: name, Exactly: exactly === undefined ? null : exactInGo(exactly), FirstAvailable: firstAvailable?.map((request) => ({ Name: request.name, ...wantedInGo(request) })) ?? null };
}

function exactInGo(request: ExactDeviceRequest): object {
  const { Tolerations, Capacity, ...rest } = wantedInGo(request);
  return { ...rest, AdminAccess: request.adminAccess ?? null, Tolerations, Capacity };
}

function wantedInGo({ deviceClassName, selectors, allocationMode, count, tolerations, capacity }: ExactDeviceRequest | DeviceSubRequest) {
  return {
    DeviceClassName: deviceClassName,
    Selectors: selectors?.map(selectorInGo) ?? null,
    AllocationMode: allocationMode ?? "",
    Count: count ?? 0,
    Tolerations: tolerations?.map(tolerationInGo) ?? null,
    Capacity: capacity === undefined ? null : { Requests: inKeyOrder(capacity.requests) },
  };
}

function selectorInGo({ cel }: DeviceSelector): object {
  return { CEL: cel === undefined ? null : { Expression: cel.expression } };
}

function tolerationInGo({ key = "", operator, value = "", effect, tolerationSeconds }: DeviceToleration): object {
  return { Key: key, Operator: operator ?? "", Value: value, Effect: effect ?? "", TolerationSeconds: tolerationSeconds ?? null };
}

function constraintInGo({ requests, matchAttribute, distinctAttribute }: DeviceConstraint): object {
  return { Requests: requests ?? null, MatchAttribute: matchAttribute ?? null, DistinctAttribute: distinctAttribute ?? null };
}

function opaqueInGo(opaque: OpaqueDeviceConfiguration | undefined): object | null {
  return opaque === undefined ? null : { Driver: opaque.driver, Parameters: opaque.parameters ?? null };
}
