import { deviceKey } from "../../../api/resource/resourceclaim/device-id.ts";
import type { AllocatedDeviceStatus, AllocationResult, ResourceClaim, ResourceClaimStatus } from "../../../api/types/resource/v1.gen.ts";
import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField } from "../../../machinery/errors/field-errors.ts";
import type { UserInfo } from "../../../machinery/request/user.ts";
import { isAssociatedWithNode } from "../../authn/associated-node.ts";
import type { ResourceAttributes } from "../../authz/attributes.ts";
import type { Authorizer } from "../../authz/authorizer.ts";
import { forbiddenRequest } from "../../authz/forbidden.ts";
import type { AdmissionAttributes } from "../../contract.ts";

/**
 * Who changes a claim's status needs more than the right to `resourceclaims/status`: to bind, that to
 * `resourceclaims/binding` in all namespaces; to tell of devices, that to `resourceclaims/driver` by the driver's name.
 * Source: kubernetes pkg/registry/resource AuthorizedForBinding, AuthorizedForDeviceStatus.
 */
export function checkStatusRights(attributes: AdmissionAttributes, authorizer: Authorizer): FieldError[] {
  const { status = {} } = attributes.object as ResourceClaim;
  const { status: old = {} } = attributes.oldObject as ResourceClaim;
  return [
    ...checkBinding(attributes, authorizer, isBound(status, old)),
    // What drivers told goes with the allocation, whoever takes that away.
    ...(status.allocation === undefined ? [] : checkDrivers(attributes, authorizer, status, old)),
  ];
}

function isBound(status: ResourceClaimStatus, old: ResourceClaimStatus): boolean {
  const isAllocated = (status.allocation === undefined) !== (old.allocation === undefined);
  return isAllocated || !semanticEqual(status.allocation, old.allocation) || !semanticEqual(status.reservedFor, old.reservedFor);
}

function checkBinding(attributes: AdmissionAttributes, authorizer: Authorizer, bound: boolean): FieldError[] {
  const { verb } = attributes;
  const refusal = bound ? refusalOf(authorizer, { ...rightTo(attributes, verb), subresource: "binding" }) : undefined;
  return refusal === undefined ? [] : [forbiddenField("status.allocation", `changing status.allocation or status.reservedFor requires resource="resourceclaims/binding", verb="${verb}" permission: ${refusal}`)];
}

/** One refusal a driver. A driver that runs on the node of the allocation needs only the right to its own node's. */
function checkDrivers(attributes: AdmissionAttributes, authorizer: Authorizer, status: ResourceClaimStatus, old: ResourceClaimStatus): FieldError[] {
  const verbs = verbsFor(attributes.user, status.allocation).map((prefix) => `${prefix}:${attributes.verb}`);
  const { namespace } = attributes;
  return changedDrivers(status.devices ?? [], old.devices ?? []).flatMap((name) => {
    const refusal = firstRefusal(authorizer, verbs.map((verb) => ({ ...rightTo(attributes, verb), subresource: "driver", namespace, name })));
    return refusal === undefined ? [] : [forbiddenField("status.devices", `changing status.devices requires resource="resourceclaims/driver", verb="[${verbs.join(" ")}]" permission: ${refusal}`)];
  });
}

function rightTo({ user, info }: AdmissionAttributes, verb: string): ResourceAttributes {
  return { user, verb, group: info.group, version: info.version, resource: info.resource };
}

/** The first refusal where none of the rights is had. */
function firstRefusal(authorizer: Authorizer, rights: readonly ResourceAttributes[]): string | undefined {
  let first: string | undefined;
  for (const right of rights) {
    const refusal = refusalOf(authorizer, right);
    if (refusal === undefined) return undefined;
    first ??= refusal;
  }
  return first;
}

/** What a request without the right would be answered; undefined with it. */
function refusalOf(authorizer: Authorizer, attributes: ResourceAttributes): string | undefined {
  const { verdict, reason } = authorizer.authorize(attributes);
  return verdict === "allow" ? undefined : forbiddenRequest(attributes, reason).message;
}

function verbsFor(user: UserInfo, allocation: AllocationResult | undefined): string[] {
  const nodeName = onlyNodeOf(allocation);
  return nodeName !== undefined && isAssociatedWithNode(user, nodeName) ? ["associated-node", "arbitrary-node"] : ["arbitrary-node"];
}

/** The node that an allocation is bound to by its name. */
function onlyNodeOf(allocation: AllocationResult | undefined): string | undefined {
  const terms = allocation?.nodeSelector?.nodeSelectorTerms ?? [];
  const fields = terms[0]?.matchFields ?? [];
  if (terms.length !== 1 || fields.length !== 1 || (terms[0]?.matchExpressions ?? []).length > 0) return undefined;
  const { key, operator, values = [] } = fields[0] ?? {};
  return key === "metadata.name" && operator === "In" && values.length === 1 ? values[0] : undefined;
}

/** The drivers of which anything was added, removed or changed, by their names. */
function changedDrivers(devices: readonly AllocatedDeviceStatus[], old: readonly AllocatedDeviceStatus[]): string[] {
  const before = new Map(old.map((device) => [deviceKey(device), device]));
  const after = new Map(devices.map((device) => [deviceKey(device), device]));
  const changed = devices.filter((device) => !semanticEqual(device, before.get(deviceKey(device))));
  const removed = old.filter((device) => !after.has(deviceKey(device)));
  return [...new Set([...changed, ...removed].map(({ driver }) => driver))].sort();
}
