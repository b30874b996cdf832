import type { PolicyRule } from "../../authz/rbac/types.ts";
import { groups, read, readWrite, rule, write } from "./rule.ts";

/** What people get who look at, work in or own a namespace. Source: kubernetes bootstrappolicy viewRules, editRules, adminRules. */
const workloads = "daemonsets deployments deployments/scale replicasets replicasets/scale";
const viewedWorkloads = "daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status";

export const viewRules: readonly PolicyRule[] = [
  rule(read, groups.core, "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status"),
  rule(read, groups.core, "bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status"),
  rule(read, groups.core, "namespaces"),
  rule(read, groups.events, "events"),
  rule(read, groups.discovery, "endpointslices"),
  rule(read, groups.apps, `controllerrevisions ${viewedWorkloads} statefulsets statefulsets/scale statefulsets/status`),
  rule(read, groups.autoscaling, "horizontalpodautoscalers horizontalpodautoscalers/status"),
  rule(read, groups.batch, "cronjobs cronjobs/status jobs jobs/status"),
  rule(read, groups.extensions, `${viewedWorkloads} ingresses ingresses/status networkpolicies replicationcontrollers/scale`),
  rule(read, groups.policy, "poddisruptionbudgets poddisruptionbudgets/status"),
  rule(read, groups.networking, "ingresses ingresses/status networkpolicies"),
  rule(read, groups.resource, "resourceclaims resourceclaims/status resourceclaimtemplates"),
];

export const editRules: readonly PolicyRule[] = [
  rule(read, groups.core, "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy"),
  rule(["impersonate"], groups.core, "serviceaccounts"),
  rule(write, groups.core, "pods pods/attach pods/exec pods/portforward pods/proxy"),
  rule(["create"], groups.core, "pods/eviction"),
  rule(write, groups.core, "configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy"),
  rule(["create"], groups.core, "serviceaccounts/token"),
  rule(write, groups.events, "events"),
  rule(write, groups.apps, `${workloads} deployments/rollback statefulsets statefulsets/scale`),
  rule(write, groups.autoscaling, "horizontalpodautoscalers"),
  rule(write, groups.batch, "cronjobs jobs"),
  rule(write, groups.extensions, `${workloads} deployments/rollback ingresses networkpolicies replicationcontrollers/scale`),
  rule(write, groups.policy, "poddisruptionbudgets"),
  rule(write, groups.networking, "ingresses networkpolicies"),
  rule(readWrite, groups.coordination, "leases"),
  rule(write, groups.resource, "resourceclaims resourceclaimtemplates"),
];

export const adminRules: readonly PolicyRule[] = [
  rule(["create"], groups.authorization, "localsubjectaccessreviews"),
  rule(readWrite, groups.rbac, "rolebindings roles"),
];
