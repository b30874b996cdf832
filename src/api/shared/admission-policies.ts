import type { SelectorLike } from "./format-selector.ts";

interface MatchResourcesLike {
  matchPolicy?: string;
  namespaceSelector?: object;
  objectSelector?: object;
  resourceRules?: { scope?: string }[];
  excludeResourceRules?: { scope?: string }[];
}

/** Source: kubernetes pkg/apis/admissionregistration/v1 SetDefaults_MatchResources. */
export function defaultMatchResources(match: MatchResourcesLike | undefined): void {
  if (match === undefined) return;
  match.matchPolicy ??= "Equivalent";
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  for (const rule of [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])]) rule.scope ??= "*";
}

/** `v1/ConfigMap` of a policy's parameters. */
export function paramKindCell(kind: { readonly apiVersion?: string; readonly kind?: string } | undefined): string {
  return kind === undefined ? "<unset>" : `${kind.apiVersion ?? ""}/${kind.kind ?? ""}`;
}

/** Which parameters a binding hands over: `ns/name`, a name in every namespace as asterisk, or a selector. */
export function paramRefCell(ref: { readonly name?: string; readonly namespace?: string; readonly selector?: SelectorLike } | undefined): string {
  if (ref === undefined) return "<unset>";
  if (ref.name) return `${ref.namespace || "*"}/${ref.name}`;
  return ref.selector === undefined ? "<unset>" : goSelector(ref.selector);
}

/** As Go prints the struct: so does upstream. */
function goSelector({ matchLabels = {}, matchExpressions = [] }: SelectorLike): string {
  const labels = Object.keys(matchLabels).sort().map((key) => `${key}: ${matchLabels[key]},`).join("");
  const requirements = matchExpressions.map(({ key = "", operator = "", values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(" ")}],},`).join("");
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${requirements}},}`;
}
