import type { ControllerPermissions } from "./controller-permissions.ts";
import { groups, read, readUpdate, rule, writeEvents } from "./rule.ts";

const workloads = ["apps", "extensions"];

/**
 * What upstream's controllers may do that this control plane does not run: every cluster has their roles, and who brings
 * such a controller runs it under its own account. Source: kubernetes bootstrappolicy/controller_policy.go.
 */
export const otherControllers: readonly ControllerPermissions[] = [
  {
    name: "attachdetach-controller",
    permissions: [
      rule(["list", "watch"], groups.core, "persistentvolumeclaims persistentvolumes"),
      rule(read, groups.core, "nodes"),
      rule(["patch", "update"], groups.core, "nodes/status"),
      rule(["list", "watch"], groups.core, "pods"),
      writeEvents,
      rule([...read, "create", "delete"], groups.storage, "volumeattachments"),
      rule(read, groups.storage, "csidrivers"),
      rule(read, groups.storage, "csinodes"),
    ],
  },
  {
    name: "cronjob-controller",
    permissions: [
      rule([...read, "update"], groups.batch, "cronjobs"),
      rule([...read, "create", "delete", "patch", "update"], groups.batch, "jobs"),
      rule(["update"], groups.batch, "cronjobs/status"),
      rule(["update"], groups.batch, "cronjobs/finalizers"),
      rule(["delete", "list", "watch"], groups.core, "pods"),
      writeEvents,
    ],
  },
  {
    name: "daemon-set-controller",
    permissions: [
      rule(read, workloads, "daemonsets"),
      rule(["update"], workloads, "daemonsets/status"),
      rule(["update"], workloads, "daemonsets/finalizers"),
      rule(["list", "watch"], groups.core, "nodes"),
      rule(["create", "delete", "list", "patch", "watch"], groups.core, "pods"),
      rule(["create"], groups.core, "pods/binding"),
      rule([...read, "create", "delete", "patch", "update"], groups.apps, "controllerrevisions"),
      writeEvents,
    ],
  },
  {
    name: "deployment-controller",
    permissions: [
      rule([...read, "update"], workloads, "deployments"),
      rule(["update"], workloads, "deployments/status"),
      rule(["update"], workloads, "deployments/finalizers"),
      rule([...read, "create", "delete", "patch", "update"], workloads, "replicasets"),
      rule([...read, "update"], groups.core, "pods"),
      writeEvents,
    ],
  },
  {
    name: "device-taint-eviction-controller",
    permissions: [
      rule([...read, "delete"], groups.core, "pods"),
      rule(["patch", "update"], groups.core, "pods/status"),
      rule(read, groups.resource, "resourceclaims"),
      rule(read, groups.resource, "resourceslices"),
      rule(read, groups.resource, "deviceclasses"),
      writeEvents,
    ],
  },
  {
    name: "disruption-controller",
    permissions: [
      rule(read, workloads, "deployments"),
      rule(read, workloads, "replicasets"),
      rule(read, groups.core, "replicationcontrollers"),
      rule(read, groups.policy, "poddisruptionbudgets"),
      rule(read, groups.apps, "statefulsets"),
      rule(["update"], groups.policy, "poddisruptionbudgets/status"),
      rule(["patch", "update"], groups.core, "pods/status"),
      rule(["get"], ["*"], "*/scale"),
      writeEvents,
    ],
  },
  {
    name: "endpoint-controller",
    permissions: [
      rule(read, groups.core, "pods services"),
      rule([...read, "create", "delete", "update"], groups.core, "endpoints"),
      rule(["create"], groups.core, "endpoints/restricted"),
      writeEvents,
    ],
  },
  {
    name: "endpointslice-controller",
    permissions: [
      rule(read, groups.core, "nodes pods services"),
      rule(["update"], groups.core, "services/finalizers"),
      rule([...read, "create", "delete", "update"], groups.discovery, "endpointslices"),
      rule(["create"], groups.discovery, "endpointslices/restricted"),
      writeEvents,
    ],
  },
  {
    name: "endpointslicemirroring-controller",
    permissions: [
      rule(read, groups.core, "endpoints services"),
      rule(["update"], groups.core, "services/finalizers"),
      rule(["update"], groups.core, "endpoints/finalizers"),
      rule([...read, "create", "delete", "update"], groups.discovery, "endpointslices"),
      rule(["create"], groups.discovery, "endpointslices/restricted"),
      writeEvents,
    ],
  },
  {
    name: "ephemeral-volume-controller",
    permissions: [
      rule(read, groups.core, "pods"),
      rule(["update"], groups.core, "pods/finalizers"),
      rule([...read, "create"], groups.core, "persistentvolumeclaims"),
      writeEvents,
    ],
  },
  {
    name: "expand-controller",
    permissions: [
      rule(readUpdate, groups.core, "persistentvolumes"),
      rule(["patch", "update"], groups.core, "persistentvolumeclaims/status"),
      rule(read, groups.core, "persistentvolumeclaims"),
      writeEvents,
    ],
  },
  {
    name: "horizontal-pod-autoscaler",
    permissions: [
      rule(read, groups.autoscaling, "horizontalpodautoscalers"),
      rule(["update"], groups.autoscaling, "horizontalpodautoscalers/status"),
      rule(["get", "update"], ["*"], "*/scale"),
      rule(["list", "watch"], groups.core, "pods"),
      rule(["list", "watch"], ["metrics.k8s.io"], "pods"),
      rule(read, ["custom.metrics.k8s.io"], "*"),
      rule(read, ["external.metrics.k8s.io"], "*"),
      writeEvents,
    ],
  },
  {
    name: "legacy-service-account-token-cleaner",
    permissions: [
      rule(["get"], groups.core, "configmaps", ["kube-apiserver-legacy-service-account-token-tracking"]),
      rule(["delete", "patch"], groups.core, "secrets"),
    ],
  },
  {
    name: "persistent-volume-binder",
    permissions: [
      rule([...read, "create", "delete", "update"], groups.core, "persistentvolumes"),
      rule(["update"], groups.core, "persistentvolumes/status"),
      rule([...read, "update"], groups.core, "persistentvolumeclaims"),
      rule(["update"], groups.core, "persistentvolumeclaims/status"),
      rule([...read, "create", "delete"], groups.core, "pods"),
      rule(read, groups.storage, "storageclasses"),
      rule(["list", "watch"], groups.core, "nodes"),
      writeEvents,
      rule(["watch"], groups.core, "events"),
    ],
  },
  {
    name: "replicaset-controller",
    permissions: [
      rule([...read, "update"], workloads, "replicasets"),
      rule(["update"], workloads, "replicasets/status"),
      rule(["update"], workloads, "replicasets/finalizers"),
      rule(["create", "delete", "list", "patch", "watch"], groups.core, "pods"),
      writeEvents,
    ],
  },
  {
    name: "replication-controller",
    permissions: [
      rule([...read, "update"], groups.core, "replicationcontrollers"),
      rule(["update"], groups.core, "replicationcontrollers/status"),
      rule(["update"], groups.core, "replicationcontrollers/finalizers"),
      rule(["create", "delete", "list", "patch", "watch"], groups.core, "pods"),
      writeEvents,
    ],
  },
  {
    name: "resource-claim-controller",
    permissions: [
      rule(read, groups.core, "pods"),
      rule(["update"], groups.core, "pods/finalizers"),
      rule([...read, "create", "delete"], groups.resource, "resourceclaims"),
      rule(["patch", "update"], groups.resource, "resourceclaims resourceclaims/status"),
      rule(["patch", "update"], groups.core, "pods/status"),
      writeEvents,
      rule(["patch", "update"], groups.resource, "resourceclaims/binding"),
    ],
  },
  {
    name: "resourcequota-controller",
    permissions: [
      rule(["list", "watch"], ["*"], "*"),
      rule(["update"], groups.core, "resourcequotas/status"),
      writeEvents,
    ],
  },
  {
    name: "route-controller",
    permissions: [
      rule(["list", "watch"], groups.core, "nodes"),
      rule(["patch"], groups.core, "nodes/status"),
      writeEvents,
    ],
  },
  {
    name: "selinux-warning-controller",
    permissions: [
      writeEvents,
      rule(read, groups.core, "persistentvolumes"),
      rule(read, groups.core, "persistentvolumeclaims"),
      rule(read, groups.core, "pods"),
      rule(read, groups.storage, "csidrivers"),
    ],
  },
  {
    name: "service-ca-cert-publisher",
    permissions: [
      rule(["create", "update"], groups.core, "configmaps"),
      writeEvents,
    ],
  },
  {
    name: "service-cidrs-controller",
    permissions: [
      rule(readUpdate, groups.networking, "servicecidrs"),
      rule(["patch", "update"], groups.networking, "servicecidrs/finalizers"),
      rule(["patch", "update"], groups.networking, "servicecidrs/status"),
      rule(read, groups.networking, "ipaddresses"),
      writeEvents,
    ],
  },
  {
    name: "service-controller",
    permissions: [
      rule(read, groups.core, "services"),
      rule(["patch", "update"], groups.core, "services/status"),
      rule(["list", "watch"], groups.core, "nodes"),
      writeEvents,
    ],
  },
  {
    name: "statefulset-controller",
    permissions: [
      rule(["list", "watch"], groups.core, "pods"),
      rule(read, groups.apps, "statefulsets"),
      rule(["update"], groups.apps, "statefulsets/status"),
      rule(["update"], groups.apps, "statefulsets/finalizers"),
      rule(["create", "delete", "get", "patch", "update"], groups.core, "pods"),
      rule([...read, "create", "delete", "patch", "update"], groups.apps, "controllerrevisions"),
      rule([...read, "create"], groups.core, "persistentvolumeclaims"),
      rule(["delete", "update"], groups.core, "persistentvolumeclaims"),
      rule(["update"], groups.core, "pods/finalizers"),
      writeEvents,
    ],
  },
  {
    name: "ttl-controller",
    permissions: [
      rule(["list", "patch", "update", "watch"], groups.core, "nodes"),
      writeEvents,
    ],
  },
  {
    name: "validatingadmissionpolicy-status-controller",
    permissions: [
      rule(read, ["admissionregistration.k8s.io"], "validatingadmissionpolicies"),
      rule(["get", "patch", "update"], ["admissionregistration.k8s.io"], "validatingadmissionpolicies/status"),
      writeEvents,
    ],
  },
];
