import { forbidden, notFound } from "../../../machinery/errors/constructors.ts";
import { StatusError } from "../../../machinery/errors/status-error.ts";
import { quote } from "../../../machinery/text/quote.ts";
import { groupResource } from "../../../machinery/meta/resource.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import { namespaces } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";

/** Namespaces that a cluster cannot do without. */
const immortal = new Set(["default", "kube-system", "kube-public"]);
const namespaceResource = { group: "", resource: "namespaces" };

/**
 * Nothing is made in a namespace that does not exist or is going away, and the system's own namespaces stay.
 * Source: apiserver admission/plugin/namespace/lifecycle.
 */
export const plugin: AdmissionPluginFactory = ({ objects }) => ({
  name: "NamespaceLifecycle",
  order: 10,
  handles: ({ operation, info, namespace }) => operation !== "CONNECT" && (namespace !== undefined || (info.group === "" && info.resource === "namespaces")),

  async mutate(attributes) {
    const { operation, info, name, namespace } = attributes;
    if (info.group === "" && info.resource === "namespaces") {
      if (operation === "DELETE" && name !== undefined && immortal.has(name)) throw forbidden(namespaceResource, name, "this namespace may not be deleted");
      return;
    }
    if (operation === "DELETE" || namespace === undefined || isReview(attributes)) return;
    const found = await objects.find(namespaces, "", namespace);
    if (found === undefined) throw notFound(namespaceResource, namespace);
    const terminating = found.status?.phase === "Terminating" || found.metadata.deletionTimestamp !== undefined;
    if (operation === "CREATE" && terminating) throw terminatingError(attributes, namespace);
  },
});

/** Whoever cleans up asks what he may do, so reviews work to the end. */
function isReview({ info }: AdmissionAttributes): boolean {
  return info.group === "authorization.k8s.io" && info.resource === "localsubjectaccessreviews";
}

function terminatingError({ info, name, object }: AdmissionAttributes, namespace: string): StatusError {
  const shown = name ?? object?.metadata?.name ?? "";
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const causes = [{ reason: "NamespaceTerminating", message: `namespace ${namespace} is being terminated`, field: "metadata.namespace" }];
  return new StatusError("Forbidden", `${groupResource(info)} ${quote(shown)} is forbidden: ${why}`, { details: { ...(shown ? { name: shown } : {}), ...(info.group ? { group: info.group } : {}), kind: info.resource, causes } });
}
