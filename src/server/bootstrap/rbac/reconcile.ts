import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { ClusterRole, ClusterRoleBinding } from "../../../api/types/rbac/v1.gen.ts";
import { uncoveredRules } from "../../authz/rbac/covers.ts";
import type { Reconciled } from "../bootstrap-object.ts";

/** Whoever sets this to false keeps an object as it is. */
const autoupdate = "rbac.authorization.kubernetes.io/autoupdate";

/**
 * What makes a role that exists allow all that it is to allow, or undefined: what it allows besides stays, and so do labels
 * and annotations of its own. The rules of an aggregated role come from others. Source: component-helpers
 * auth/rbac/reconciliation computeReconciledRole.
 */
export function reconciledRole(existing: KubeObject, wanted: KubeObject): Reconciled | undefined {
  const [is, shall] = [existing, wanted] as [ClusterRole, ClusterRole];
  if (is.metadata.annotations?.[autoupdate] === "false") return undefined;
  const missing = shall.aggregationRule === undefined ? uncoveredRules(is.rules ?? [], shall.rules ?? []) : [];
  const { aggregationRule: _, ...rest } = is;
  const object = {
    ...rest,
    metadata: withMetadataOf(is, shall),
    ...(missing.length === 0 ? {} : { rules: [...(is.rules ?? []), ...missing] }),
    ...(shall.aggregationRule === undefined ? {} : { aggregationRule: withSelectorsOf(is.aggregationRule, shall.aggregationRule) }),
  };
  return semanticEqual(object, is) ? undefined : { type: "Update", object };
}

/** The same of a binding and its subjects. Whom it gives another role to is not a matter of its own: then it is made anew. Source: computeReconciledRoleBinding. */
export function reconciledBinding(existing: KubeObject, wanted: KubeObject): Reconciled | undefined {
  const [is, shall] = [existing, wanted] as [ClusterRoleBinding, ClusterRoleBinding];
  if (is.metadata.annotations?.[autoupdate] === "false") return undefined;
  if (!semanticEqual(is.roleRef, shall.roleRef)) return { type: "Recreate" };
  const subjects = is.subjects ?? [];
  const missing = (shall.subjects ?? []).filter((subject) => !subjects.some((one) => semanticEqual(one, subject)));
  const object = { ...is, metadata: withMetadataOf(is, shall), ...(missing.length === 0 ? {} : { subjects: [...subjects, ...missing] }) };
  return semanticEqual(object, is) ? undefined : { type: "Update", object };
}

function withMetadataOf({ metadata }: ClusterRole | ClusterRoleBinding, { metadata: wanted }: ClusterRole | ClusterRoleBinding): ClusterRole["metadata"] {
  return { ...metadata, labels: { ...wanted.labels, ...metadata.labels }, annotations: { ...wanted.annotations, ...metadata.annotations } };
}

type AggregationRule = NonNullable<ClusterRole["aggregationRule"]>;

function withSelectorsOf(is: AggregationRule | undefined, wanted: AggregationRule): AggregationRule {
  const selectors = is?.clusterRoleSelectors ?? [];
  const missing = (wanted.clusterRoleSelectors ?? []).filter((selector) => !selectors.some((one) => semanticEqual(one, selector)));
  return { clusterRoleSelectors: [...selectors, ...missing] };
}
