import { nameIsPathSegment } from "../../../machinery/validation/names.ts";
import { bindingCells, defaultBinding, validateBinding, validateRoleRefKept } from "../../shared/rbac.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { RoleBinding } from "../../types/rbac/v1.gen.ts";

const roleKinds = ["Role", "ClusterRole"];

/** RoleBindings. Source: kubernetes pkg/registry/rbac/rolebinding. */
export const strategy: KindStrategy<RoleBinding> = {
  group: "rbac.authorization.k8s.io",
  resource: "rolebindings",
  validateName: nameIsPathSegment,
  createOnUpdate: true,
  applyDefaults: defaultBinding,
  validateCreate: (binding) => validateBinding(binding, roleKinds),
  validateUpdate: (binding, old) => [...validateBinding(binding, roleKinds), ...validateRoleRefKept(binding, old)],
  printRow: bindingCells,
};
