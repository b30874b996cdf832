import type { ConfigMap, LimitRange, Namespace, Node, PersistentVolumeClaim, Pod, ResourceQuota, Secret, Service, ServiceAccount } from "../api/types/core/v1.gen.ts";
import type { FlowSchema, PriorityLevelConfiguration } from "../api/types/flowcontrol/v1.gen.ts";
import type { RuntimeClass } from "../api/types/node/v1.gen.ts";
import type { ResourceSlice } from "../api/types/resource/v1.gen.ts";
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from "../api/types/rbac/v1.gen.ts";
import type { PriorityClass } from "../api/types/scheduling/v1.gen.ts";
import type { StorageClass } from "../api/types/storage/v1.gen.ts";
import type { IngressClass } from "../api/types/networking/v1.gen.ts";
import type { Resource } from "../client/resource.ts";
import type { KubeObject } from "../machinery/meta/object.ts";

/** The resources that the server itself reads, with the types of their objects. */
function resource<T extends KubeObject>(group: string, resource: string, kind: string, scope: "namespaced" | "cluster"): Resource<T> {
  return { group, version: "v1", resource, kind, namespaced: scope === "namespaced" };
}

export const namespaces = resource<Namespace>("", "namespaces", "Namespace", "cluster");
export const nodes = resource<Node>("", "nodes", "Node", "cluster");
export const pods = resource<Pod>("", "pods", "Pod", "namespaced");
export const secrets = resource<Secret>("", "secrets", "Secret", "namespaced");
export const services = resource<Service>("", "services", "Service", "namespaced");
export const configMaps = resource<ConfigMap>("", "configmaps", "ConfigMap", "namespaced");
export const serviceAccounts = resource<ServiceAccount>("", "serviceaccounts", "ServiceAccount", "namespaced");
export const limitRanges = resource<LimitRange>("", "limitranges", "LimitRange", "namespaced");
export const resourceQuotas = resource<ResourceQuota>("", "resourcequotas", "ResourceQuota", "namespaced");
export const persistentVolumeClaims = resource<PersistentVolumeClaim>("", "persistentvolumeclaims", "PersistentVolumeClaim", "namespaced");
export const clusterRoles = resource<ClusterRole>("rbac.authorization.k8s.io", "clusterroles", "ClusterRole", "cluster");
export const clusterRoleBindings = resource<ClusterRoleBinding>("rbac.authorization.k8s.io", "clusterrolebindings", "ClusterRoleBinding", "cluster");
export const roles = resource<Role>("rbac.authorization.k8s.io", "roles", "Role", "namespaced");
export const roleBindings = resource<RoleBinding>("rbac.authorization.k8s.io", "rolebindings", "RoleBinding", "namespaced");
export const priorityClasses = resource<PriorityClass>("scheduling.k8s.io", "priorityclasses", "PriorityClass", "cluster");
export const runtimeClasses = resource<RuntimeClass>("node.k8s.io", "runtimeclasses", "RuntimeClass", "cluster");
export const storageClasses = resource<StorageClass>("storage.k8s.io", "storageclasses", "StorageClass", "cluster");
export const ingressClasses = resource<IngressClass>("networking.k8s.io", "ingressclasses", "IngressClass", "cluster");
export const resourceSlices = resource<ResourceSlice>("resource.k8s.io", "resourceslices", "ResourceSlice", "cluster");
export const flowSchemas = resource<FlowSchema>("flowcontrol.apiserver.k8s.io", "flowschemas", "FlowSchema", "cluster");
export const priorityLevelConfigurations = resource<PriorityLevelConfiguration>("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations", "PriorityLevelConfiguration", "cluster");

/** What the server follows from its start, so that its decisions need no I/O. */
export const followedResources: readonly Resource[] = [
  namespaces,
  nodes,
  pods,
  serviceAccounts,
  limitRanges,
  priorityClasses,
  runtimeClasses,
  storageClasses,
  ingressClasses,
  resourceQuotas,
  resourceSlices,
  flowSchemas,
  priorityLevelConfigurations,
  clusterRoles,
  clusterRoleBindings,
  roles,
  roleBindings,
];
