import { pathMatches } from "./rule-match.ts";
import type { PolicyRule } from "./types.ts";

/**
 * The parts of `wanted` that `owned` does not allow; empty when nobody gains anything by being given `wanted`.
 * Source: k8s.io/component-helpers auth/rbac/validation Covers.
 */
export function uncoveredRules(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakDown).filter((part) => !owned.some((rule) => ruleCovers(rule, part)));
}

/** Splits a rule into parts of one verb and one group, resource and name (or one URL) each. */
function breakDown(rule: PolicyRule): PolicyRule[] {
  const parts: PolicyRule[] = [];
  for (const verb of rule.verbs) {
    for (const url of rule.nonResourceURLs ?? []) parts.push({ verbs: [verb], nonResourceURLs: [url] });
    for (const group of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) {
        const base = { verbs: [verb], apiGroups: [group], resources: [resource] };
        const names = rule.resourceNames ?? [];
        if (names.length === 0) parts.push(base);
        for (const name of names) parts.push({ ...base, resourceNames: [name] });
      }
    }
  }
  return parts;
}

function ruleCovers(owner: PolicyRule, part: PolicyRule): boolean {
  const covers = (owned: readonly string[] | undefined, wanted: readonly string[] | undefined) =>
    (wanted ?? []).every((one) => owned?.includes("*") === true || owned?.includes(one) === true);
  if (!covers(owner.verbs, part.verbs)) return false;
  if (part.nonResourceURLs !== undefined) {
    return part.nonResourceURLs.every((url) => (owner.nonResourceURLs ?? []).some((pattern) => pathMatches(pattern, url)));
  }
  if (!covers(owner.apiGroups, part.apiGroups) || !resourcesCover(owner.resources, part.resources)) return false;
  // A name is never a wildcard, not even one that is written as a star.
  return !owner.resourceNames?.length || part.resourceNames?.every((name) => owner.resourceNames?.includes(name)) === true;
}

function resourcesCover(owned: readonly string[] | undefined, wanted: readonly string[] | undefined): boolean {
  return (wanted ?? []).every((one) => {
    if (owned?.includes("*") || owned?.includes(one)) return true;
    const slash = one.indexOf("/");
    return slash > 0 && owned?.includes(`*${one.slice(slash)}`) === true;
  });
}
