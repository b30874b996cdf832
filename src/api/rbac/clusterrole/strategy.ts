import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { nameIsPathSegment } from "../../../machinery/validation/names.ts";
import { validateRules } from "../../shared/rbac.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ClusterRole } from "../../types/rbac/v1.gen.ts";

/** ClusterRoles, printed by the columns that every kind has. Source: kubernetes pkg/registry/rbac/clusterrole. */
export const strategy: KindStrategy<ClusterRole> = {
  group: "rbac.authorization.k8s.io",
  resource: "clusterroles",
  validateName: nameIsPathSegment,
  createOnUpdate: true,
  validateCreate: validate,
  validateUpdate: (role) => validate(role),
};

/** Source: kubernetes pkg/apis/rbac/validation ValidateClusterRole. */
function validate({ rules, aggregationRule }: ClusterRole): FieldError[] {
  const errors = validateRules(rules, false);
  if (aggregationRule === undefined) return errors;
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  const path = "aggregationRule.clusterRoleSelectors";
  if (selectors.length === 0) errors.push(required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
  for (const [index, selector] of selectors.entries()) {
    const problems = validateLabelSelector(selector, `${path}[${index}]`);
    addAll(errors, problems);
    if (problems.length > 0) errors.push(invalidValue(`${path}[${index}]`, null, "invalid label selector."));
  }
  return errors;
}
