import type { DeviceRequest, ResourceClaim, ResourceClaimTemplate } from "../../../api/types/resource/v1.gen.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField } from "../../../machinery/errors/field-errors.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import type { ObjectReader } from "../../object-reader.ts";
import { namespaces } from "../../resources.ts";

const label = "resource.kubernetes.io/admin-access";

/**
 * Devices that others use are had for administration only in a namespace that is labelled for it. Source: kubernetes
 * pkg/registry/resource AuthorizedForAdmin, AuthorizedForAdminStatus.
 */
export async function checkAdminAccess(attributes: AdmissionAttributes, objects: ObjectReader): Promise<FieldError[]> {
  const path = pathOfAdminAccess(attributes);
  if (path === undefined) return [];
  const found = await objects.find(namespaces, "", attributes.namespace ?? "");
  if (found?.metadata.labels?.[label] === "true") return [];
  return [forbiddenField(path, `admin access to devices requires the \`${label}: true\` label on the containing namespace`)];
}

/** Where the first request or result is that wants it, where nothing that is there already had it. */
function pathOfAdminAccess({ operation, info, object, oldObject }: AdmissionAttributes): string | undefined {
  if (operation === "UPDATE") return adminResult(oldObject as ResourceClaim) === undefined ? adminResult(object as ResourceClaim) : undefined;
  const spec = info.resource === "resourceclaims" ? (object as ResourceClaim).spec : (object as ResourceClaimTemplate).spec.spec;
  return adminRequest(spec.devices?.requests ?? []);
}

function adminRequest(requests: readonly DeviceRequest[]): string | undefined {
  const index = requests.findIndex(({ exactly }) => exactly?.adminAccess === true);
  return index < 0 ? undefined : `spec.devices.requests[${index}].adminAccess`;
}

function adminResult({ status }: ResourceClaim): string | undefined {
  const index = (status?.allocation?.devices?.results ?? []).findIndex(({ adminAccess }) => adminAccess === true);
  return index < 0 ? undefined : `status.allocation.devices.results[${index}].adminAccess`;
}
