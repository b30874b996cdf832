import { type Attributes, isPath, type PathAttributes, type ResourceAttributes } from "../attributes.ts";
import type { PolicyRule } from "./types.ts";

/** True when one rule alone allows the request. Source: kubernetes plugin/pkg/auth/authorizer/rbac RuleAllows. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  return isPath(attributes) ? allowsPath(rule, attributes) : allowsResource(rule, attributes);
}

function allowsResource(rule: PolicyRule, attributes: ResourceAttributes): boolean {
  return (
    has(rule.verbs, attributes.verb) &&
    has(rule.apiGroups, attributes.group) &&
    resourceMatches(rule.resources, attributes.resource, attributes.subresource) &&
    nameMatches(rule.resourceNames, attributes.name)
  );
}

function allowsPath(rule: PolicyRule, { verb, path }: PathAttributes): boolean {
  return has(rule.verbs, verb) && (rule.nonResourceURLs ?? []).some((pattern) => pathMatches(pattern, path));
}

function has(allowed: readonly string[] | undefined, wanted: string): boolean {
  return allowed !== undefined && (allowed.includes(wanted) || allowed.includes("*"));
}

/** `pods/log` names one subresource, `x/scale` with `*` for x that subresource of everything, `*` everything. */
export function resourceMatches(resources: readonly string[] | undefined, resource: string, subresource: string | undefined): boolean {
  if (resources === undefined) return false;
  const wanted = subresource === undefined ? resource : `${resource}/${subresource}`;
  return resources.some((allowed) => allowed === "*" || allowed === wanted || (subresource !== undefined && allowed === `*/${subresource}`));
}

function nameMatches(names: readonly string[] | undefined, name: string | undefined): boolean {
  return names === undefined || names.length === 0 || (name !== undefined && names.includes(name));
}

/** Trailing stars, however many, match any rest. */
export function pathMatches(pattern: string, path: string): boolean {
  return pattern === path || (pattern.endsWith("*") && path.startsWith(pattern.replace(/\*+$/, "")));
}
