import { mirrorAnnotation } from "../../../api/core/pod/mirror.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import { notFound } from "../../../machinery/errors/constructors.ts";
import { quote } from "../../../machinery/text/quote.ts";
import { referencesOf } from "../../authz/node/references.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import type { ObjectReader } from "../../object-reader.ts";
import { nodes, pods } from "../../resources.ts";
import { refuse } from "../shared/refuse.ts";


/** A kubelet mirrors its static pods, and reports, deletes and evicts what runs on its node. Source: noderestriction admitPod, admitPodStatus, admitPodEviction. */
export async function restrictPod(attributes: AdmissionAttributes, nodeName: string, objects: ObjectReader): Promise<void> {
  const { operation, subresource } = attributes;
  switch (subresource) {
    case undefined:
      if (operation === "CREATE") return restrictMirrorPod(attributes, nodeName, objects);
      if (operation === "DELETE") return requireOwn(attributes, nodeName, objects, `node ${quote(nodeName)} can only delete pods with spec.nodeName set to itself`);
      throw refuse(attributes, `unexpected operation ${quote(operation)}, node ${quote(nodeName)} can only create and delete mirror pods`);
    case "status":
      return restrictStatus(attributes, nodeName);
    case "eviction":
      return requireOwn(attributes, nodeName, objects, `node ${nodeName} can only evict pods with spec.nodeName set to itself`);
    default:
      throw refuse(attributes, `unexpected pod subresource ${quote(subresource)}, only 'status' and 'eviction' are allowed`);
  }
}

async function requireOwn(attributes: AdmissionAttributes, nodeName: string, objects: ObjectReader, why: string): Promise<void> {
  const name = attributes.name ?? attributes.object?.metadata?.name;
  if (!name) throw refuse(attributes, "could not determine pod from request data");
  const pod = (attributes.subresource === undefined ? (attributes.oldObject as Pod | undefined) : undefined) ?? (await objects.find(pods, attributes.namespace ?? "", name));
  if (pod === undefined) throw notFound({ group: "", resource: "pods" }, name);
  if (pod.spec.nodeName !== nodeName) throw refuse(attributes, why);
}

function restrictStatus(attributes: AdmissionAttributes, nodeName: string): void {
  const [pod, old] = [attributes.object as Pod, attributes.oldObject as Pod];
  const node = `node ${quote(nodeName)}`;
  if (attributes.operation !== "UPDATE") throw refuse(attributes, `unexpected operation ${quote(attributes.operation)}`);
  if (old.spec.nodeName !== nodeName) throw refuse(attributes, `${node} can only update pod status for pods with spec.nodeName set to itself`);
  if (!deepEqual(old.metadata.labels ?? {}, pod.metadata.labels ?? {})) throw refuse(attributes, `${node} cannot update labels through pod status`);
  if (!deepEqual(old.status?.resourceClaimStatuses ?? [], pod.status?.resourceClaimStatuses ?? [])) throw refuse(attributes, `${node} cannot update resource claim statues`);
}

/** The picture of a static pod: bound to the node, owned by it, and without a way to anything else in the cluster. */
async function restrictMirrorPod(attributes: AdmissionAttributes, nodeName: string, objects: ObjectReader): Promise<void> {
  const pod = attributes.object as Pod;
  const node = `node ${quote(nodeName)}`;
  if (pod.metadata.annotations?.[mirrorAnnotation] === undefined) throw refuse(attributes, `pod does not have ${quote(mirrorAnnotation)} annotation, ${node} can only create mirror pods`);
  if (pod.spec.nodeName !== nodeName) throw refuse(attributes, `${node} can only create pods with spec.nodeName set to itself`);
  await requireOwnedByNode(attributes, pod, nodeName, objects);
  if (pod.spec.serviceAccountName) throw refuse(attributes, `${node} can not create pods that reference a service account`);
  const used = referencesOf(pod);
  for (const kind of ["secrets", "configmaps", "persistentvolumeclaims"] as const) {
    if (used[kind].size > 0) throw refuse(attributes, `${node} can not create pods that reference ${kind}`);
  }
  if ((pod.spec.resourceClaims ?? []).length > 0) throw refuse(attributes, `${node} can not create pods that reference resourceclaims`);
  const trustsBundle = (pod.spec.volumes ?? []).some((volume) => volume.projected?.sources?.some((source) => source.clusterTrustBundle !== undefined));
  if (trustsBundle) throw refuse(attributes, `${node} can not create pods that reference clustertrustbundles`);
}

async function requireOwnedByNode(attributes: AdmissionAttributes, pod: Pod, nodeName: string, objects: ObjectReader): Promise<void> {
  const can = `node ${quote(nodeName)} can only create pods with`;
  const [owner, ...others] = pod.metadata.ownerReferences ?? [];
  if (others.length > 0) throw refuse(attributes, `${can} a single owner reference set to itself`);
  if (owner === undefined || owner.apiVersion !== "v1" || owner.kind !== "Node" || owner.name !== nodeName) throw refuse(attributes, `${can} an owner reference set to itself`);
  if (!owner.controller) throw refuse(attributes, `${can} a controller owner reference set to itself`);
  if (owner.blockOwnerDeletion) throw refuse(attributes, `node ${quote(nodeName)} must not set blockOwnerDeletion on an owner reference`);
  const node = await objects.find(nodes, "", nodeName);
  if (node === undefined) throw notFound({ group: "", resource: "nodes" }, nodeName);
  if (owner.uid !== node.metadata.uid) throw refuse(attributes, `node ${nodeName} UID mismatch: expected ${owner.uid} got ${node.metadata.uid}`);
}
