import type { TokenRequest } from "../../../api/types/authentication/v1.gen.ts";
import type { Node } from "../../../api/types/core/v1.gen.ts";
import type { ResourceSlice } from "../../../api/types/resource/v1.gen.ts";
import { notFound } from "../../../machinery/errors/constructors.ts";
import { quote } from "../../../machinery/text/quote.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import { nodeNameOf } from "../../authz/node/authorizer.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import type { ObjectReader } from "../../object-reader.ts";
import { pods } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { refuse } from "../shared/refuse.ts";
import { restrictClaim } from "./restrict-claim.ts";
import { restrictPod } from "./restrict-pod.ts";

/**
 * A kubelet changes its own node and the pods bound to it, and nothing of any other.
 * Source: kubernetes plugin/pkg/admission/noderestriction.
 */
export const plugin: AdmissionPluginFactory = ({ objects }) => ({
  name: "NodeRestriction",
  order: 45,
  handles: ({ user, operation }) => operation !== "CONNECT" && nodeNameOf(user) !== undefined,

  async mutate(attributes) {
    const nodeName = nodeNameOf(attributes.user) ?? "";
    const { info } = attributes;
    if (info.group === "" && info.resource === "pods") return restrictPod(attributes, nodeName, objects);
    if (info.group === "" && info.resource === "persistentvolumeclaims") return restrictClaim(attributes, nodeName);
    if (info.group === "" && info.resource === "nodes") return restrictNode(attributes, nodeName);
    if (info.group === "coordination.k8s.io" && info.resource === "leases") return restrictLease(attributes, nodeName);
    if (info.group === "storage.k8s.io" && info.resource === "csinodes") return restrictByName(attributes, nodeName, "CSINode");
    if (info.group === "resource.k8s.io" && info.resource === "resourceslices") return restrictSlice(attributes, nodeName);
    if (info.group === "" && info.resource === "serviceaccounts" && attributes.subresource === "token") return restrictToken(attributes, nodeName, objects);
  },
});

function restrictNode(attributes: AdmissionAttributes, nodeName: string): void {
  const { operation, object, oldObject } = attributes;
  const name = attributes.name ?? object?.metadata?.name;
  const node = `node ${quote(nodeName)}`;
  if (name !== nodeName) throw refuse(attributes, `${node} is not allowed to modify node ${quote(name ?? "")}`);
  if (operation === "CREATE") {
    const forbiddenLabels = Object.keys(object?.metadata?.labels ?? {}).filter((label) => !mayLabelItself(label));
    if (forbiddenLabels.length > 0) throw refuse(attributes, `${node} is not allowed to set the following labels: ${forbiddenLabels.sort().join(", ")}`);
  }
  if (operation !== "UPDATE") return;
  if (!deepEqual((oldObject as Node | undefined)?.spec.taints ?? [], (object as Node).spec.taints ?? [])) throw refuse(attributes, `${node} is not allowed to modify taints`);
  // A node that names an owner of its own would have itself deleted, and be made anew with other labels and taints.
  if (!deepEqual(oldObject?.metadata?.ownerReferences ?? [], object?.metadata?.ownerReferences ?? [])) throw refuse(attributes, `${node} is not allowed to modify ownerReferences`);
  const [before, after] = [oldObject?.metadata?.labels ?? {}, object?.metadata?.labels ?? {}];
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((label) => before[label] !== after[label] && !mayLabelItself(label));
  if (changed.length > 0) throw refuse(attributes, `is not allowed to modify labels: ${changed.sort().join(", ")}`);
}

/** Labels of Kubernetes' own domains that a kubelet may give itself. Source: kubernetes pkg/kubelet/apis/well_known_labels.go. */
const kubeletLabels = new Set([
  "kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch",
  "beta.kubernetes.io/os", "beta.kubernetes.io/arch", "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type",
  "topology.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
]);

function mayLabelItself(label: string): boolean {
  if (kubeletLabels.has(label)) return true;
  const domain = label.includes("/") ? (label.split("/")[0] ?? "") : "";
  if (domain === "node-restriction.kubernetes.io" || domain.endsWith(".node-restriction.kubernetes.io")) return false;
  if (domain === "kubelet.kubernetes.io" || domain.endsWith(".kubelet.kubernetes.io") || domain === "node.kubernetes.io" || domain.endsWith(".node.kubernetes.io")) return true;
  return !(domain === "kubernetes.io" || domain.endsWith(".kubernetes.io") || domain === "k8s.io" || domain.endsWith(".k8s.io"));
}

function restrictLease(attributes: AdmissionAttributes, nodeName: string): void {
  if (attributes.namespace !== "kube-node-lease") throw refuse(attributes, `can only access leases in the "kube-node-lease" system namespace`);
  restrictByName(attributes, nodeName, "node lease");
}

function restrictByName(attributes: AdmissionAttributes, nodeName: string, what: string): void {
  const name = attributes.name ?? attributes.object?.metadata?.name;
  if (name !== nodeName) throw refuse(attributes, `can only access ${what} with the same name as the requesting node`);
}

/** Whose a slice is that is made, or deleted with many, only its own content tells; the rest is the authorizer's. */
function restrictSlice(attributes: AdmissionAttributes, nodeName: string): void {
  const { operation, object, oldObject } = attributes;
  const slice = (operation === "CREATE" ? object : operation === "DELETE" ? oldObject : undefined) as ResourceSlice | undefined;
  if (slice !== undefined && slice.spec.nodeName !== nodeName) throw refuse(attributes, `can only ${operation.toLowerCase()} ResourceSlice with the same NodeName as the requesting node`);
}

/** A kubelet's tokens are bound to a pod of its own node. Source: noderestriction admitServiceAccount. */
async function restrictToken(attributes: AdmissionAttributes, nodeName: string, objects: ObjectReader): Promise<void> {
  const ref = (attributes.object as TokenRequest | undefined)?.spec?.boundObjectRef;
  if (ref === undefined || ref.apiVersion !== "v1" || ref.kind !== "Pod" || !ref.name) throw refuse(attributes, "node requested token not bound to a pod");
  if (!ref.uid) throw refuse(attributes, "node requested token with a pod binding without a uid");
  const pod = await objects.find(pods, attributes.namespace ?? "", ref.name);
  if (pod === undefined) throw notFound({ group: "", resource: "pods" }, ref.name);
  if (pod.metadata.uid !== ref.uid) throw refuse(attributes, `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`);
  if (pod.spec.nodeName !== nodeName) throw refuse(attributes, "node requested token bound to a pod scheduled on a different node");
}
