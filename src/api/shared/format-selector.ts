interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface SelectorLike {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Requirement[];
}

/** A label selector as one line: `a=b,c in (d,e)`; `<none>` for one that selects everything or is absent. Source: apimachinery FormatLabelSelector. */
export function formatLabelSelector(selector: SelectorLike | undefined): string {
  return labelSelectorText(selector) || "<none>";
}

/** As `formatLabelSelector`, but empty where nothing is required: what the scale subresource sends. */
export function labelSelectorText(selector: SelectorLike | undefined): string {
  if (selector === undefined) return "";
  const parts = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  for (const requirement of selector.matchExpressions ?? []) parts.push({ key: requirement.key, text: requirementText(requirement) });
  return parts.sort(byKey).map((part) => part.text).join(",");
}

/** A plain map of labels as one line in key order: `a=b,c=d`; `<none>` when empty. Source: apimachinery labels.FormatLabels. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  return labelsText(labels) || "<none>";
}

/** A plain map of labels as a selector, empty where nothing is required. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(labels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` })).sort(byKey).map((part) => part.text).join(",");
}

function requirementText({ key, operator, values = [] }: Requirement): string {
  const list = [...values].sort().join(",");
  switch (operator) {
    case "In":
      return `${key} in (${list})`;
    case "NotIn":
      return `${key} notin (${list})`;
    case "DoesNotExist":
      return `!${key}`;
    default:
      return key;
  }
}

function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
