import type { PolicyRule } from "../../authz/rbac/types.ts";

/** What a controller may do, declared by the controller itself. */
export interface ControllerPermissions {
  /** As in `system:controller:<name>`. */
  readonly name: string;
  /** None where it acts with another's account: then it has no role. */
  readonly permissions: readonly PolicyRule[];
}
