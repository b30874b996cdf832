import type { PolicyRule } from "../../authz/rbac/types.ts";
import { nodeRules } from "../../authz/node/rules.ts";
import { groups, read, readUpdate, readWrite, rule, urls, writeEvents } from "./rule.ts";
import { adminRules, editRules, viewRules } from "./user-facing-roles.ts";

/** A ClusterRole of every cluster. `aggregates` names the labels whose roles make up its rules. */
export interface BootstrapClusterRole {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly aggregates?: readonly string[];
}

const aggregateTo = (role: string) => ({ [`rbac.authorization.k8s.io/aggregate-to-${role}`]: "true" });
const leaderLease = (name: string, verbs: readonly string[]) => [rule(["create"], groups.coordination, "leases"), rule(verbs, groups.coordination, "leases", [name])];
const reviews = [rule(["create"], groups.authentication, "tokenreviews"), rule(["create"], groups.authorization, "subjectaccessreviews")];
const approver = (signer: string): BootstrapClusterRole => ({
  name: `system:certificates.k8s.io:${signer}-approver`,
  rules: [rule(["approve"], groups.certificates, "signers", [`kubernetes.io/${signer}`])],
});

/** Source: kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go. */
export const clusterRoles: readonly BootstrapClusterRole[] = [
  { name: "cluster-admin", rules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }, { verbs: ["*"], nonResourceURLs: ["*"] }] },
  // The aggregation controller keeps these three; they start out with what it would put there.
  { name: "admin", rules: [...editRules, ...viewRules, ...adminRules], aggregates: ["admin"] },
  { name: "edit", rules: [...editRules, ...viewRules], labels: aggregateTo("admin"), aggregates: ["edit"] },
  { name: "view", rules: viewRules, labels: aggregateTo("edit"), aggregates: ["view"] },
  { name: "system:aggregate-to-admin", rules: adminRules, labels: aggregateTo("admin") },
  { name: "system:aggregate-to-edit", rules: editRules, labels: aggregateTo("edit") },
  { name: "system:aggregate-to-view", rules: viewRules, labels: aggregateTo("view") },
  { name: "system:discovery", rules: [urls("/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/")] },
  { name: "system:public-info-viewer", rules: [urls("/healthz", "/livez", "/readyz", "/version", "/version/")] },
  { name: "system:monitoring", rules: [urls("/flagz", "/healthz", "/healthz/*", "/livez", "/livez/*", "/metrics", "/metrics/slis", "/readyz", "/readyz/*", "/statusz"), rule(["get"], groups.core, "nodes/metrics")] },
  { name: "system:basic-user", rules: [rule(["create"], groups.authorization, "selfsubjectaccessreviews selfsubjectrulesreviews"), rule(["create"], groups.authentication, "selfsubjectreviews")] },
  { name: "system:heapster", rules: [rule(read, groups.core, "events namespaces nodes pods"), rule(read, groups.extensions, "deployments")] },
  { name: "system:node", rules: nodeRules },
  { name: "system:node-bootstrapper", rules: [rule(["create", "get", "list", "watch"], groups.certificates, "certificatesigningrequests")] },
  { name: "system:node-problem-detector", rules: [rule(["get"], groups.core, "nodes"), rule(["patch"], groups.core, "nodes/status"), writeEvents] },
  { name: "system:node-proxier", rules: [rule(["list", "watch"], groups.core, "endpoints services"), rule(read, groups.core, "nodes"), writeEvents, rule(["list", "watch"], groups.networking, "servicecidrs"), rule(["list", "watch"], groups.discovery, "endpointslices")] },
  { name: "system:kubelet-api-admin", rules: [rule(["get", "list", "watch"], groups.core, "nodes"), rule(["proxy"], groups.core, "nodes"), rule(["*"], groups.core, "nodes/log nodes/metrics nodes/proxy nodes/stats"), rule(["*"], groups.core, "nodes/configz nodes/healthz nodes/pods")] },
  { name: "system:auth-delegator", rules: reviews },
  { name: "system:kube-aggregator", rules: [rule(read, groups.core, "endpoints services")] },
  {
    name: "system:kube-controller-manager",
    rules: [
      writeEvents,
      ...leaderLease("kube-controller-manager", ["get", "update"]),
      rule(["create"], groups.core, "secrets serviceaccounts"),
      rule(["delete"], groups.core, "secrets"),
      rule(["get"], groups.core, "configmaps namespaces secrets serviceaccounts"),
      rule(["update"], groups.core, "secrets serviceaccounts"),
      ...reviews,
      rule(["list", "watch"], ["*"], "*"),
      rule(["create"], groups.core, "serviceaccounts/token"),
    ],
  },
  {
    name: "system:kube-scheduler",
    rules: [
      writeEvents,
      ...leaderLease("kube-scheduler", ["get", "list", "update", "watch"]),
      rule(readWrite, groups.coordination, "leasecandidates"),
      rule(read, groups.core, "nodes"),
      rule(["delete", ...read], groups.core, "pods"),
      rule(["create"], groups.core, "bindings pods/binding"),
      rule(["patch", "update"], groups.core, "pods/status"),
      rule(read, groups.core, "replicationcontrollers services"),
      rule(read, ["apps", "extensions"], "replicasets"),
      rule(read, groups.apps, "statefulsets"),
      rule(read, groups.policy, "poddisruptionbudgets"),
      rule(read, groups.core, "persistentvolumeclaims persistentvolumes"),
      ...reviews,
      rule(read, groups.storage, "csinodes"),
      rule(read, groups.storage, "volumeattachments"),
      rule(read, groups.core, "namespaces"),
      rule(read, groups.storage, "csidrivers"),
      rule(read, groups.storage, "csistoragecapacities"),
      rule(read, groups.resource, "deviceclasses"),
      rule(readUpdate, groups.resource, "resourceclaims"),
      rule(readUpdate, groups.resource, "resourceclaims/status"),
      rule(["update"], groups.core, "pods/finalizers"),
      rule(read, groups.resource, "resourceslices"),
      rule(["create", "delete"], groups.resource, "resourceclaims"),
      rule(["update", "patch"], groups.resource, "resourceclaims/binding"),
    ],
  },
  { name: "system:kube-dns", rules: [rule(["list", "watch"], groups.core, "endpoints services")] },
  { name: "system:persistent-volume-provisioner", rules: [rule(["create", "delete", ...read], groups.core, "persistentvolumes"), rule([...read, "update"], groups.core, "persistentvolumeclaims"), rule(read, groups.storage, "storageclasses"), rule(["watch"], groups.core, "events"), writeEvents] },
  { name: "system:volume-scheduler", rules: [rule(readUpdate, groups.core, "persistentvolumes"), rule(read, groups.storage, "storageclasses"), rule(readUpdate, groups.core, "persistentvolumeclaims")] },
  { name: "system:service-account-issuer-discovery", rules: [urls("/.well-known/openid-configuration", "/.well-known/openid-configuration/", "/openid/v1/jwks", "/openid/v1/jwks/")] },
  { name: "system:certificates.k8s.io:certificatesigningrequests:nodeclient", rules: [rule(["create"], groups.certificates, "certificatesigningrequests/nodeclient")] },
  { name: "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", rules: [rule(["create"], groups.certificates, "certificatesigningrequests/selfnodeclient")] },
  approver("kube-apiserver-client"),
  approver("kube-apiserver-client-kubelet"),
  approver("kubelet-serving"),
  approver("legacy-unknown"),
];
