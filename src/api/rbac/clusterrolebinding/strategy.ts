import { nameIsPathSegment } from "../../../machinery/validation/names.ts";
import { bindingCells, defaultBinding, validateBinding, validateRoleRefKept } from "../../shared/rbac.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ClusterRoleBinding } from "../../types/rbac/v1.gen.ts";

const roleKinds = ["ClusterRole"];

/** ClusterRoleBindings. Source: kubernetes pkg/registry/rbac/clusterrolebinding. */
export const strategy: KindStrategy<ClusterRoleBinding> = {
  group: "rbac.authorization.k8s.io",
  resource: "clusterrolebindings",
  validateName: nameIsPathSegment,
  createOnUpdate: true,
  applyDefaults: defaultBinding,
  validateCreate: (binding) => validateBinding(binding, roleKinds),
  validateUpdate: (binding, old) => [...validateBinding(binding, roleKinds), ...validateRoleRefKept(binding, old)],
  printRow: bindingCells,
};
