import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { Subject } from "../../authz/rbac/types.ts";
import * as resources from "../../resources.ts";
import type { BootstrapObject } from "../bootstrap-object.ts";
import { clusterRoleBindings, kubeletAdminBinding, serviceAccount } from "./bindings.ts";
import { type BootstrapClusterRole, clusterRoles } from "./cluster-roles.ts";
import type { ControllerPermissions } from "./controller-permissions.ts";
import { namespacedRoles } from "./namespaced-roles.ts";
import { otherControllers } from "./other-controllers.ts";
import { reconciledBinding, reconciledRole } from "./reconcile.ts";
import { inOrder } from "./rule.ts";

const apiGroup = "rbac.authorization.k8s.io";
const apiVersion = `${apiGroup}/v1`;
const labels = { "kubernetes.io/bootstrapping": "rbac-defaults" };
const annotations = { "rbac.authorization.kubernetes.io/autoupdate": "true" };

/** All roles and bindings that every cluster starts with. */
export function rbacObjects(controllers: readonly ControllerPermissions[]): BootstrapObject[] {
  return [
    ...clusterRoles.map(clusterRole),
    ...clusterRoleBindings.map(({ role, subjects }) => clusterRoleBinding(role, role, subjects)),
    clusterRoleBinding(kubeletAdminBinding.name, kubeletAdminBinding.role, kubeletAdminBinding.subjects),
    ...[...controllers, ...otherControllers.filter(({ name }) => controllers.every((one) => one.name !== name))].flatMap(controllerObjects),
    ...namespacedRoles.flatMap(({ namespace, name, rules, bindingName = name, subjects = [] }) => [
      { resource: resources.roles, object: { apiVersion, kind: "Role", metadata: { name, namespace, labels, annotations }, rules } as KubeObject, reconcile: reconciledRole },
      {
        resource: resources.roleBindings,
        object: { apiVersion, kind: "RoleBinding", metadata: { name: bindingName, namespace, labels, annotations }, roleRef: { apiGroup, kind: "Role", name }, subjects } as KubeObject,
        reconcile: reconciledBinding,
      },
    ]),
  ];
}

function controllerObjects({ name, permissions }: ControllerPermissions): BootstrapObject[] {
  if (permissions.length === 0) return [];
  const role = `system:controller:${name}`;
  return [clusterRole({ name: role, rules: permissions.map(inOrder) }), clusterRoleBinding(role, role, [serviceAccount(name)])];
}

function clusterRole({ name, rules, labels: extra = {}, aggregates }: BootstrapClusterRole): BootstrapObject {
  const aggregationRule = aggregates && { clusterRoleSelectors: aggregates.map((to) => ({ matchLabels: { [`rbac.authorization.k8s.io/aggregate-to-${to}`]: "true" } })) };
  const object = { apiVersion, kind: "ClusterRole", metadata: { name, labels: { ...labels, ...extra }, annotations }, ...(aggregationRule === undefined ? {} : { aggregationRule }), rules };
  return { resource: resources.clusterRoles, object: object as KubeObject, reconcile: reconciledRole };
}

function clusterRoleBinding(name: string, role: string, subjects: readonly Subject[]): BootstrapObject {
  const object = { apiVersion, kind: "ClusterRoleBinding", metadata: { name, labels, annotations }, roleRef: { apiGroup, kind: "ClusterRole", name: role }, ...(subjects.length === 0 ? {} : { subjects }) };
  return { resource: resources.clusterRoleBindings, object: object as KubeObject, reconcile: reconciledBinding };
}
