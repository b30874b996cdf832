import type { PolicyRule } from "../rbac/types.ts";

const resources = (verbs: string[], apiGroups: string[], ...names: string[]): PolicyRule => ({ verbs, apiGroups, resources: names });

/**
 * What every kubelet may do; of what `restrictions` names, only as these say. It is also the role `system:node`, which is
 * bound to nobody. Source: kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy NodeRules.
 */
export const nodeRules: readonly PolicyRule[] = [
  resources(["create"], ["authentication.k8s.io"], "tokenreviews"),
  resources(["create"], ["authorization.k8s.io"], "localsubjectaccessreviews", "subjectaccessreviews"),
  resources(["get", "list", "watch"], [""], "services"),
  resources(["create", "get", "list", "watch"], [""], "nodes"),
  resources(["patch", "update"], [""], "nodes/status"),
  resources(["patch", "update"], [""], "nodes"),
  resources(["create", "patch", "update"], ["", "events.k8s.io"], "events"),
  resources(["get", "list", "watch"], [""], "pods"),
  resources(["create", "delete"], [""], "pods"),
  resources(["patch", "update"], [""], "pods/status"),
  resources(["create"], [""], "pods/eviction"),
  resources(["get", "list", "watch"], [""], "configmaps", "secrets"),
  resources(["get"], [""], "persistentvolumeclaims", "persistentvolumes"),
  resources(["get"], [""], "endpoints"),
  resources(["create", "get", "list", "watch"], ["certificates.k8s.io"], "certificatesigningrequests"),
  resources(["create", "delete", "get", "patch", "update"], ["coordination.k8s.io"], "leases"),
  resources(["get"], ["storage.k8s.io"], "volumeattachments"),
  resources(["create"], [""], "serviceaccounts/token"),
  resources(["get", "patch", "update"], [""], "persistentvolumeclaims/status"),
  resources(["get", "list", "watch"], ["storage.k8s.io"], "csidrivers"),
  resources(["create", "delete", "get", "patch", "update"], ["storage.k8s.io"], "csinodes"),
  resources(["get", "list", "watch"], ["node.k8s.io"], "runtimeclasses"),
  resources(["get"], ["resource.k8s.io"], "resourceclaims"),
  resources(["deletecollection"], ["resource.k8s.io"], "resourceslices"),
  resources(["get"], [""], "serviceaccounts"),
];
