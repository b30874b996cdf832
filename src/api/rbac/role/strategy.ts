import { nameIsPathSegment } from "../../../machinery/validation/names.ts";
import { validateRules } from "../../shared/rbac.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Role } from "../../types/rbac/v1.gen.ts";

/** Roles, printed by the columns that every kind has. Source: kubernetes pkg/registry/rbac/role. */
export const strategy: KindStrategy<Role> = {
  group: "rbac.authorization.k8s.io",
  resource: "roles",
  validateName: nameIsPathSegment,
  createOnUpdate: true,
  validateCreate: (role) => validateRules(role.rules, true),
  validateUpdate: (role) => validateRules(role.rules, true),
};
