import { nameIsPathSegment } from "../../../machinery/validation/names.ts";
import { validateRules } from "../../shared/rbac.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ClusterRole } from "../../types/rbac/v1.gen.ts";

/** ClusterRoles, printed by the columns that every kind has. Source: kubernetes pkg/registry/rbac/clusterrole. */
export const strategy: KindStrategy<ClusterRole> = {
  group: "rbac.authorization.k8s.io",
  resource: "clusterroles",
  validateName: nameIsPathSegment,
  createOnUpdate: true,
  validateCreate: (role) => validateRules(role.rules, false),
  validateUpdate: (role) => validateRules(role.rules, false),
};
