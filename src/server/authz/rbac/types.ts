import type { ObjectMeta } from "../../../machinery/meta/object.ts";

/** What a role allows. Source: k8s.io/api/rbac/v1 PolicyRule. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface Subject {
  readonly kind: string;
  readonly apiGroup?: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface RoleRef {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
}

/** A Role, or a ClusterRole when it has no namespace. */
export interface RoleObject {
  readonly metadata?: ObjectMeta;
  readonly rules?: readonly PolicyRule[] | null;
}

/** A RoleBinding, or a ClusterRoleBinding when it has no namespace. */
export interface BindingObject {
  readonly metadata?: ObjectMeta;
  readonly subjects?: readonly Subject[];
  readonly roleRef: RoleRef;
}
