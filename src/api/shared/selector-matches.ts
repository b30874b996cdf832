import type { SelectorLike } from "./format-selector.ts";

/** Whether labels satisfy a label selector that has been validated. For the many objects of a list use a compiled selector instead. */
export function selectorMatches({ matchLabels, matchExpressions }: SelectorLike, labels: Readonly<Record<string, string>>): boolean {
  for (const key in matchLabels) if (labels[key] !== matchLabels[key]) return false;
  return (matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = labels[key];
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
}
