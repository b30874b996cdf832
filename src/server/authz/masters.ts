import type { Authorizer } from "./authorizer.ts";

/** The group that may do everything, even when RBAC holds no objects yet. */
export const mastersGroup = "system:masters";

/** Lets members of `system:masters` do everything. Source: apiserver authorizerfactory.NewPrivilegedGroups. */
export const mastersAuthorizer: Authorizer = {
  authorize({ user }) {
    return user.groups.includes(mastersGroup) ? { verdict: "allow", reason: "" } : { verdict: "noOpinion", reason: "" };
  },
  rulesFor(user) {
    const rules = user.groups.includes(mastersGroup)
      ? [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }, { verbs: ["*"], nonResourceURLs: ["*"] }]
      : [];
    return { rules, complete: true };
  },
};
