import { invalid } from "../../../machinery/errors/constructors.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { checkAdminAccess } from "./admin-access.ts";
import { checkStatusRights } from "./status-rights.ts";

/**
 * What a claim of devices may say by who says it and where. Upstream finds it with all else that is wrong with a claim;
 * here it is told once nothing else is.
 */
export const plugin: AdmissionPluginFactory = ({ objects, authorizer }) => ({
  name: "ResourceClaimAuthorization",
  order: 55,
  handles: ({ operation, info, subresource }) =>
    info.group === "resource.k8s.io" &&
    ((operation === "CREATE" && subresource === undefined && (info.resource === "resourceclaims" || info.resource === "resourceclaimtemplates")) ||
      (operation === "UPDATE" && subresource === "status" && info.resource === "resourceclaims")),

  async validate(attributes) {
    const { info, name, object, operation } = attributes;
    const errors = [...(await checkAdminAccess(attributes, objects)), ...(operation === "UPDATE" ? checkStatusRights(attributes, authorizer) : [])];
    if (errors.length > 0) throw invalid(info, name ?? object?.metadata?.name ?? "", errors);
  },
});
