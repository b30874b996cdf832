import type { PolicyRule, Subject } from "../../authz/rbac/types.ts";
import { controllerManagerUser, schedulerUser, serviceAccount } from "./bindings.ts";
import { groups, read, rule, writeEvents } from "./rule.ts";

/** A Role, with the RoleBinding of the same name when it has subjects. Source: kubernetes bootstrappolicy/namespace_policy.go. */
export interface BootstrapRole {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  /** Of the binding, where it is not the role's. */
  readonly bindingName?: string;
  readonly subjects?: readonly Subject[];
}

const leaderLock: PolicyRule[] = ["leases", "leasecandidates"].map((resource) => rule([...read, "create", "update"], groups.coordination, resource));
const authenticationReaders: Subject[] = [controllerManagerUser, schedulerUser];

export const namespacedRoles: readonly BootstrapRole[] = [
  {
    namespace: "kube-system",
    name: "extension-apiserver-authentication-reader",
    rules: [rule(["get", "list", "watch"], groups.core, "configmaps", ["extension-apiserver-authentication"])],
    bindingName: "system::extension-apiserver-authentication-reader",
    subjects: authenticationReaders,
  },
  { namespace: "kube-system", name: "system:controller:bootstrap-signer", rules: [rule(read, groups.core, "secrets")], subjects: [serviceAccount("bootstrap-signer")] },
  { namespace: "kube-system", name: "system:controller:cloud-provider", rules: [rule(["create", "get", "list", "watch"], groups.core, "configmaps")], subjects: [serviceAccount("cloud-provider")] },
  { namespace: "kube-system", name: "system:controller:token-cleaner", rules: [rule(["delete", ...read], groups.core, "secrets"), writeEvents], subjects: [serviceAccount("token-cleaner")] },
  { namespace: "kube-system", name: "system::leader-locking-kube-controller-manager", rules: leaderLock, subjects: [controllerManagerUser, serviceAccount("kube-controller-manager"), serviceAccount("leader-election-controller")] },
  { namespace: "kube-system", name: "system::leader-locking-kube-scheduler", rules: leaderLock, subjects: [schedulerUser, serviceAccount("kube-scheduler")] },
  {
    namespace: "kube-public",
    name: "system:controller:bootstrap-signer",
    rules: [rule(read, groups.core, "configmaps"), rule(["update"], groups.core, "configmaps", ["cluster-info"]), writeEvents],
    subjects: [serviceAccount("bootstrap-signer")],
  },
];
