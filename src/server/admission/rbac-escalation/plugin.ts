import { forbidden, notFound } from "../../../machinery/errors/constructors.ts";
import { quote } from "../../../machinery/text/quote.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { Authorizer } from "../../authz/authorizer.ts";
import { mastersGroup } from "../../authz/masters.ts";
import { uncoveredRules } from "../../authz/rbac/covers.ts";
import type { BindingObject, PolicyRule, RoleObject } from "../../authz/rbac/types.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import { clusterRoles, roles } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";

/**
 * Nobody gives away what he does not have: writing a role needs all its rules or the verb `escalate`, binding one needs
 * its rules or the verb `bind`. Source: kubernetes pkg/registry/rbac/{role,rolebinding}/policybased.
 */
export const plugin: AdmissionPluginFactory = ({ objects, authorizer }) => ({
  name: "RBACEscalationCheck",
  order: 500,
  handles: ({ operation, info, user }) => info.group === "rbac.authorization.k8s.io" && (operation === "CREATE" || operation === "UPDATE") && !user.groups.includes(mastersGroup),

  async validate(attributes) {
    const { info } = attributes;
    if (info.resource === "roles" || info.resource === "clusterroles") {
      const rules = (attributes.object as RoleObject).rules ?? [];
      if (deepEqual(rules, (attributes.oldObject as RoleObject | undefined)?.rules ?? [])) return;
      if (!may(authorizer, attributes, "escalate", info.resource, attributes.name ?? attributes.object?.metadata?.name)) requireCovered(authorizer, attributes, rules);
      return;
    }
    const { roleRef, subjects } = attributes.object as unknown as BindingObject;
    const old = attributes.oldObject as unknown as BindingObject | undefined;
    if (old !== undefined && deepEqual(old.roleRef, roleRef) && deepEqual(old.subjects ?? [], subjects ?? [])) return;
    const cluster = roleRef.kind === "ClusterRole";
    if (may(authorizer, attributes, "bind", cluster ? "clusterroles" : "roles", roleRef.name)) return;
    const role = cluster ? await objects.find(clusterRoles, "", roleRef.name) : await objects.find(roles, attributes.namespace ?? "", roleRef.name);
    if (role === undefined) throw notFound(cluster ? clusterRoles : roles, roleRef.name);
    requireCovered(authorizer, attributes, (role as RoleObject).rules ?? []);
  },
});

function may(authorizer: Authorizer, { user, namespace }: AdmissionAttributes, verb: "bind" | "escalate", resource: string, name: string | undefined): boolean {
  return authorizer.authorize({ user, verb, group: "rbac.authorization.k8s.io", version: "v1", resource, namespace, name }).verdict === "allow";
}

function requireCovered(authorizer: Authorizer, attributes: AdmissionAttributes, wanted: readonly PolicyRule[]): void {
  const { user, namespace, info } = attributes;
  const owned = authorizer.rulesFor?.(user, namespace ?? "").rules ?? [];
  const missing = uncoveredRules(owned, wanted);
  if (missing.length === 0) return;
  const groups = user.groups.map(quote).join(" ");
  const why = `user ${quote(user.name)} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${missing.map(ruleText).join("\n")}`;
  throw forbidden(info, shownName(attributes), why);
}

function shownName({ name, object }: AdmissionAttributes): string {
  return name ?? object?.metadata?.name ?? "";
}

/** As Go prints a rule. Source: component-helpers rbac CompactString. */
function ruleText({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: PolicyRule): string {
  const parts = { APIGroups: apiGroups, Resources: resources, NonResourceURLs: nonResourceURLs, ResourceNames: resourceNames, Verbs: verbs };
  const written = Object.entries(parts).filter(([, values]) => values?.length).map(([key, values]) => `${key}:[${(values ?? []).map(quote).join(" ")}]`);
  return `{${written.join(", ")}}`;
}
