import type { PolicyRule, Subject } from "../../../src/server/authz/rbac/types.ts";
import type { BindingSpec, Policy, Question, RoleSpec } from "./policy.ts";

/**
 * Role based access control from its description, with no index, no cache and no thought of speed: for every binding,
 * for every subject, for every rule of its role, is this the one? Written without looking at the authorizer.
 */
export function modelAllows(policy: Policy, question: Question): boolean {
  if (question.groups.includes("system:masters")) return true;
  for (const binding of policy.bindings) {
    if (binding.namespace !== undefined && binding.namespace !== question.namespace) continue;
    if (!binding.subjects.some((subject) => isSubject(subject, question, binding.namespace))) continue;
    for (const rule of rulesOfBinding(policy, binding)) if (ruleSaysYes(rule, question)) return true;
  }
  return false;
}

function rulesOfBinding(policy: Policy, binding: BindingSpec): readonly PolicyRule[] {
  const namespace = binding.role.kind === "Role" ? binding.namespace : undefined;
  const role = policy.roles.find((one) => one.name === binding.role.name && one.namespace === namespace);
  return role === undefined ? [] : modelRules(policy, role);
}

/** The rules of a role; those of an aggregated one are all that the roles it selects have, and so on. Roles may select each other. */
export function modelRules(policy: Policy, role: RoleSpec): readonly PolicyRule[] {
  const found = [role];
  for (const one of found) {
    for (const selector of one.aggregates ?? []) {
      for (const other of policy.roles) {
        const fits = other.namespace === undefined && Object.entries(selector).every(([key, value]) => other.labels?.[key] === value);
        if (fits && !found.includes(other)) found.push(other);
      }
    }
  }
  return found.flatMap((one) => (one.aggregates === undefined ? one.rules : []));
}

function isSubject(subject: Subject, question: Question, bindingNamespace: string | undefined): boolean {
  switch (subject.kind) {
    case "User":
      return subject.name === question.user;
    case "Group":
      return question.groups.indexOf(subject.name) >= 0;
    case "ServiceAccount": {
      const namespace = subject.namespace ?? bindingNamespace;
      return question.user.split(":").join("/") === ["system", "serviceaccount", namespace, subject.name].join("/");
    }
    default:
      return false;
  }
}

function ruleSaysYes(rule: PolicyRule, question: Question): boolean {
  if (!listed(rule.verbs, question.verb)) return false;
  if (question.path !== undefined) {
    for (const url of rule.nonResourceURLs ?? []) {
      if (url === "*" || url === question.path) return true;
      if (/\*$/.test(url) && question.path.indexOf(url.replace(/\*+$/, "")) === 0) return true;
    }
    return false;
  }
  if (!listed(rule.apiGroups ?? [], question.group)) return false;
  if ((rule.resourceNames ?? []).length > 0 && !(rule.resourceNames ?? []).includes(question.name)) return false;
  for (const resource of rule.resources ?? []) {
    if (resource === "*") return true;
    if (question.subresource === "" && resource === question.resource) return true;
    if (question.subresource === "") continue;
    const [parent, child] = resource.split("/");
    if (child === question.subresource && (parent === "*" || parent === question.resource)) return true;
  }
  return false;
}

function listed(allowed: readonly string[], wanted: string): boolean {
  for (const one of allowed) if (one === "*" || one === wanted) return true;
  return false;
}

/**
 * True when whoever holds `owned` gains nothing by `wanted`. Told by single sentences "this verb on this group's this
 * resource by this name": each must be a sentence of one rule that is held. A star is a word of its own here, which only
 * a star says.
 */
export function modelCovers(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): boolean {
  for (const rule of wanted) {
    for (const verb of rule.verbs) {
      for (const url of rule.nonResourceURLs ?? []) if (!owned.some((own) => listed(own.verbs, verb) && pathSaid(own, url))) return false;
      for (const group of rule.apiGroups ?? []) {
        for (const resource of rule.resources ?? []) {
          for (const name of rule.resourceNames?.length ? rule.resourceNames : [undefined]) {
            if (!owned.some((own) => listed(own.verbs, verb) && listed(own.apiGroups ?? [], group) && resourceSaid(own, resource) && nameSaid(own, name))) return false;
          }
        }
      }
    }
  }
  return true;
}

function pathSaid(own: PolicyRule, url: string): boolean {
  return (own.nonResourceURLs ?? []).some((held) => held === url || (held.endsWith("*") && url.startsWith(held.replace(/\*+$/, ""))));
}

function resourceSaid(own: PolicyRule, resource: string): boolean {
  const subresource = resource.split("/")[1];
  return (own.resources ?? []).some((held) => held === "*" || held === resource || (subresource !== undefined && held === `*/${subresource}`));
}

function nameSaid(own: PolicyRule, name: string | undefined): boolean {
  const held = own.resourceNames ?? [];
  return held.length === 0 || (name !== undefined && held.includes(name));
}
