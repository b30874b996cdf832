import { parseFieldSelector } from "../../../machinery/selector/field-selector.ts";
import type { ObjectReader } from "../../object-reader.ts";
import { pods, resourceSlices } from "../../resources.ts";
import type { ResourceAttributes } from "../attributes.ts";
import type { Decision } from "../authorizer.ts";
import { type PodReferences, referencesOf } from "./references.ts";

/** What is not allowed here is nobody else's business either way: RBAC may still allow it. */
export const refuse = (reason: string): Decision => ({ verdict: "noOpinion", reason });
export const allow: Decision = { verdict: "allow", reason: "" };

interface Asker {
  readonly nodeName: string;
  readonly objects: ObjectReader;
}

type Restriction = (attributes: ResourceAttributes, asker: Asker) => Decision;

const leaseNamespace = "kube-node-lease";
const ownWrites = ["get", "create", "update", "patch", "delete"];

/** Resources of which a node may see and write only some. Words and order of checks are those of node_authorizer.go. */
export const restrictions: Readonly<Record<string, Restriction | undefined>> = {
  secrets: readNamespaced("secrets"),
  configmaps: readNamespaced("configmaps"),
  persistentvolumeclaims: claims,
  "resourceclaims.resource.k8s.io": readOne("resourceclaims"),
  "resourceslices.resource.k8s.io": slices,
  serviceaccounts: accounts,
  "leases.coordination.k8s.io": leases,
  "csinodes.storage.k8s.io": csiNodes,
  nodes,
  pods: podsOfNode,
};

function readNamespaced(kind: keyof PodReferences): Restriction {
  return (attributes, asker) => {
    if (!["get", "list", "watch"].includes(attributes.verb)) return refuse("can only read resources of this type");
    if (attributes.subresource !== undefined) return refuse("cannot read subresource");
    if (attributes.namespace === undefined) return refuse("can only read namespaced object of this type");
    return related(attributes, asker, kind);
  };
}

function readOne(kind: keyof PodReferences): Restriction {
  return (attributes, asker) => {
    if (attributes.verb !== "get") return refuse("can only get individual resources of this type");
    if (attributes.subresource !== undefined) return refuse("cannot get subresource");
    return related(attributes, asker, kind);
  };
}

function claims(attributes: ResourceAttributes, asker: Asker): Decision {
  if (attributes.subresource !== "status") return readOne("persistentvolumeclaims")(attributes, asker);
  if (attributes.verb !== "update" && attributes.verb !== "patch") return refuse("can only get/update/patch this type");
  return related(attributes, asker, "persistentvolumeclaims");
}

/** Reading an account is for the kubelet's credential providers; making tokens for the pods that run under it. */
function accounts(attributes: ResourceAttributes, asker: Asker): Decision {
  if (attributes.verb === "get" && attributes.subresource === undefined) return readNamespaced("serviceaccounts")(attributes, asker);
  if (attributes.verb !== "create" || attributes.name === undefined) return refuse("can only create tokens for individual service accounts");
  if (attributes.subresource !== "token") return refuse("can only create token subresource of serviceaccount");
  return related(attributes, asker, "serviceaccounts");
}

function leases({ verb, namespace, name }: ResourceAttributes, { nodeName }: Asker): Decision {
  if (!ownWrites.includes(verb)) return refuse("can only get, create, update, patch, or delete a node lease");
  if (namespace !== leaseNamespace) return refuse(`can only access leases in the "${leaseNamespace}" system namespace`);
  // The name of a new one is in its body; admission looks there.
  if (verb !== "create" && name !== nodeName) return refuse("can only access node lease with the same name as the requesting node");
  return allow;
}

function csiNodes({ verb, subresource, name }: ResourceAttributes, { nodeName }: Asker): Decision {
  if (!ownWrites.includes(verb)) return refuse("can only get, create, update, patch, or delete a CSINode");
  if (subresource !== undefined) return refuse("cannot authorize CSINode subresources");
  if (verb !== "create" && name !== nodeName) return refuse("can only access CSINode with the same name as the requesting node");
  return allow;
}

function slices({ verb, subresource, name, fieldSelector }: ResourceAttributes, asker: Asker): Decision {
  if (subresource !== undefined) return refuse("cannot authorize ResourceSlice subresources");
  switch (verb) {
    case "create":
      return allow; // whose it is stands in its body; admission looks there
    case "get":
    case "update":
    case "patch":
    case "delete": {
      if (name === undefined) return refuse("No Object name found");
      const slice = asker.objects.cached(resourceSlices, "", name);
      return slice?.spec.nodeName === asker.nodeName ? allow : refuse(noRelation(asker));
    }
    case "watch":
    case "list":
    case "deletecollection":
      return selects(fieldSelector, "spec.nodeName", asker.nodeName) ? allow : refuse("can only list/watch/deletecollection resourceslices with nodeName field selector");
    default:
      return refuse("only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection");
  }
}

function nodes({ verb, subresource, name }: ResourceAttributes, { nodeName }: Asker): Decision {
  if (subresource === "status") return verb === "update" || verb === "patch" ? allow : refuse("");
  if (subresource !== undefined) return refuse("");
  if (verb === "create" || verb === "update" || verb === "patch") return allow;
  if (verb !== "get" && verb !== "list" && verb !== "watch") return refuse("");
  if (name === nodeName) return allow;
  return refuse(name === undefined ? `node '${nodeName}' cannot read all nodes, only its own Node object` : `node '${nodeName}' cannot read '${name}', only its own Node object`);
}

function podsOfNode(attributes: ResourceAttributes, asker: Asker): Decision {
  const { verb, subresource, name } = attributes;
  if (subresource === "status") return verb === "update" || verb === "patch" ? allow : refuse("");
  if (subresource === "eviction") return verb === "create" ? allow : refuse("");
  if (subresource !== undefined) return refuse("");
  if (verb === "create" || verb === "delete") return allow;
  if (verb !== "get" && verb !== "list" && verb !== "watch") return refuse("");
  if (verb !== "get" && selects(attributes.fieldSelector, "spec.nodeName", asker.nodeName)) return allow;
  if (name === undefined) return refuse("can only list/watch pods with spec.nodeName field selector");
  const pod = asker.objects.cached(pods, attributes.namespace ?? "", name);
  return pod?.spec.nodeName === asker.nodeName ? allow : refuse(noRelation(asker));
}

function selects(selector: string | undefined, field: string, wanted: string): boolean {
  if (selector === undefined) return false;
  try {
    return parseFieldSelector(selector).terms.some((term) => term.field === field && term.operator === "=" && term.value === wanted);
  } catch {
    return false; // the registry says what is wrong with it
  }
}

/** True to the pods that run on the node: only what they name. */
function related({ name, namespace }: ResourceAttributes, asker: Asker, kind: keyof PodReferences): Decision {
  if (name === undefined) return refuse("No Object name found");
  const isUsed = asker.objects.podsOnNode(asker.nodeName).some((pod) => pod.metadata.namespace === namespace && referencesOf(pod)[kind].has(name));
  return isUsed ? allow : refuse(noRelation(asker));
}

function noRelation({ nodeName }: Asker): string {
  return `no relationship found between node '${nodeName}' and this object`;
}
