import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../machinery/errors/field-error.ts";
import { invalidValue, notSupported, required } from "../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain, isPathSegmentName } from "../../machinery/validation/names.ts";
import type { PolicyRule, RoleRef, Subject } from "../types/rbac/v1.gen.ts";
import { ageCell } from "./print-age.ts";
import type { Cell } from "../../machinery/table/table.ts";

/** What the four RBAC kinds share. Source: kubernetes pkg/apis/rbac/validation. */
const rbacGroup = "rbac.authorization.k8s.io";

/** Source: ValidatePolicyRule. A role in a namespace cannot speak of URLs: they belong to no namespace. */
export function validateRules(rules: readonly PolicyRule[] | undefined, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, rule] of (rules ?? []).entries()) {
    const path = `rules[${index}]`;
    const { verbs = [], nonResourceURLs = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
    if (verbs.length === 0) errors.push(required(`${path}.verbs`, "verbs must contain at least one value"));
    if (nonResourceURLs.length > 0) {
      if (namespaced) errors.push(invalidValue(`${path}.nonResourceURLs`, nonResourceURLs, "namespaced rules cannot apply to non-resource URLs"));
      if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) {
        errors.push(invalidValue(`${path}.nonResourceURLs`, nonResourceURLs, "rules cannot apply to both regular resources and non-resource URLs"));
      }
      continue;
    }
    if (apiGroups.length === 0) errors.push(required(`${path}.apiGroups`, "resource rules must supply at least one api group"));
    if (resources.length === 0) errors.push(required(`${path}.resources`, "resource rules must supply at least one resource"));
  }
  return errors;
}

interface Binding {
  readonly roleRef: RoleRef;
  readonly subjects?: readonly Subject[];
}

/** Source: SetDefaults_RoleBinding, SetDefaults_Subject. */
export function defaultBinding({ roleRef, subjects }: { roleRef: RoleRef; subjects?: Subject[] }): void {
  roleRef.apiGroup ||= rbacGroup;
  for (const subject of subjects ?? []) if (!subject.apiGroup && subject.kind !== "ServiceAccount") subject.apiGroup = rbacGroup;
}

/** Source: ValidateRoleBinding, ValidateClusterRoleBinding. */
export function validateBinding({ roleRef, subjects = [] }: Binding, roleKinds: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  if (roleRef.apiGroup !== rbacGroup) errors.push(notSupported("roleRef.apiGroup", roleRef.apiGroup ?? "", [rbacGroup]));
  if (!roleKinds.includes(roleRef.kind)) errors.push(notSupported("roleRef.kind", roleRef.kind, roleKinds));
  if (!roleRef.name) errors.push(required("roleRef.name"));
  else for (const problem of isPathSegmentName(roleRef.name)) errors.push(invalidValue("roleRef.name", roleRef.name, problem));
  for (const [index, subject] of subjects.entries()) validateSubject(subject, roleKinds.includes("Role"), `subjects[${index}]`, errors);
  return errors;
}

const subjectKinds = ["ServiceAccount", "User", "Group"];

function validateSubject({ kind, name, namespace, apiGroup }: Subject, namespaced: boolean, path: string, errors: FieldError[]): void {
  if (!name) errors.push(required(`${path}.name`));
  switch (kind) {
    case "ServiceAccount":
      if (name) for (const problem of isDns1123Subdomain(name)) errors.push(invalidValue(`${path}.name`, name, problem));
      if (apiGroup) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [""]));
      if (!namespaced && !namespace) errors.push(required(`${path}.namespace`));
      return;
    case "User":
    case "Group":
      if (apiGroup !== rbacGroup) errors.push(notSupported(`${path}.apiGroup`, apiGroup ?? "", [rbacGroup]));
      return;
    default:
      errors.push(notSupported(`${path}.kind`, kind, subjectKinds));
  }
}

/** A binding is to one role for good: who may change bindings could otherwise raise them. */
export function validateRoleRefKept(binding: Binding, old: Binding): FieldError[] {
  const { apiGroup, kind, name } = binding.roleRef;
  return semanticEqual(binding.roleRef, old.roleRef) ? [] : [invalidValue("roleRef", { APIGroup: apiGroup ?? "", Kind: kind, Name: name }, "cannot change roleRef")];
}

/** NAME ROLE AGE, then USERS GROUPS SERVICEACCOUNTS. Source: kubernetes pkg/printers printRoleBinding. */
export function bindingCells(binding: Binding & { readonly metadata: { readonly name?: string; readonly creationTimestamp?: string } }, now: number): Cell[] {
  const named = (kind: string) => (binding.subjects ?? []).filter((subject) => subject.kind === kind);
  return [
    binding.metadata.name ?? "",
    `${binding.roleRef.kind}/${binding.roleRef.name}`,
    ageCell(binding.metadata.creationTimestamp, now),
    named("User").map((subject) => subject.name).join(", "),
    named("Group").map((subject) => subject.name).join(", "),
    named("ServiceAccount").map((subject) => `${subject.namespace ?? ""}/${subject.name}`).join(", "),
  ];
}
