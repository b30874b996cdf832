import { isPath } from "../attributes.ts";
import type { Authorizer } from "../authorizer.ts";
import type { Grants } from "./grants.ts";
import { ruleAllows } from "./rule-match.ts";
import type { BindingObject, PolicyRule } from "./types.ts";

/** Role based access control over what `grants` holds at the moment. It allows or abstains and never denies. */
export function rbacAuthorizer(grants: Grants): Authorizer {
  return {
    authorize(attributes) {
      const namespace = isPath(attributes) ? undefined : attributes.namespace;
      let by: BindingObject | undefined;
      const allowed = grants.someRule(attributes.user, namespace, (rule, binding) => {
        if (!ruleAllows(rule, attributes)) return false;
        by = binding;
        return true;
      });
      return allowed ? { verdict: "allow", reason: allowReason(by) } : { verdict: "noOpinion", reason: "" };
    },
    rulesFor(user, namespace) {
      const rules: PolicyRule[] = [];
      grants.someRule(user, namespace, (rule) => {
        rules.push(rule);
        return false;
      });
      return { rules, complete: true };
    },
  };
}

function allowReason(binding: BindingObject | undefined): string {
  if (binding === undefined) return "";
  const namespace = binding.metadata?.namespace;
  const named = namespace ? `RoleBinding "${binding.metadata?.name}/${namespace}"` : `ClusterRoleBinding "${binding.metadata?.name}"`;
  const role = `${binding.roleRef.kind} "${binding.roleRef.name}"`;
  const subject = (binding.subjects ?? [])[0];
  const to = subject === undefined ? "" : ` to ${subject.kind} "${subject.kind === "ServiceAccount" ? `${subject.name}/${subject.namespace}` : subject.name}"`;
  return `RBAC: allowed by ${named} of ${role}${to}`;
}
