import type { Subject } from "../../authz/rbac/types.ts";
import { allServiceAccounts } from "../../authn/service-account/names.ts";

const user = (name: string): Subject => ({ kind: "User", apiGroup: "rbac.authorization.k8s.io", name });
const group = (name: string): Subject => ({ kind: "Group", apiGroup: "rbac.authorization.k8s.io", name });
export const serviceAccount = (name: string, namespace = "kube-system"): Subject => ({ kind: "ServiceAccount", name, namespace });

/** Who has which ClusterRole everywhere; the binding is named after the role. Source: kubernetes bootstrappolicy ClusterRoleBindings. */
export const clusterRoleBindings: readonly { readonly role: string; readonly subjects: readonly Subject[] }[] = [
  { role: "cluster-admin", subjects: [group("system:masters")] },
  { role: "system:monitoring", subjects: [group("system:monitoring")] },
  { role: "system:discovery", subjects: [group("system:authenticated")] },
  { role: "system:basic-user", subjects: [group("system:authenticated")] },
  { role: "system:public-info-viewer", subjects: [group("system:authenticated"), group("system:unauthenticated")] },
  { role: "system:node-proxier", subjects: [user("system:kube-proxy")] },
  { role: "system:kube-controller-manager", subjects: [user("system:kube-controller-manager")] },
  { role: "system:kube-dns", subjects: [serviceAccount("kube-dns")] },
  { role: "system:kube-scheduler", subjects: [user("system:kube-scheduler")] },
  { role: "system:volume-scheduler", subjects: [user("system:kube-scheduler")] },
  { role: "system:node", subjects: [] },
  { role: "system:service-account-issuer-discovery", subjects: [group(allServiceAccounts)] },
];

/** What kubeadm adds: the API server's own client certificate for kubelets. */
export const kubeletAdminBinding = { name: "system:kube-apiserver-kubelet-admin", role: "system:kubelet-api-admin", subjects: [user("kube-apiserver-kubelet-client")] };

export const controllerManagerUser = user("system:kube-controller-manager");
export const schedulerUser = user("system:kube-scheduler");
