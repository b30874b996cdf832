/** A map as Go writes it: in the order of its keys. Null when there is none, or nothing in it, as for a nil map. */
export function inKeyOrder(map: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> | null {
  const entries = Object.entries(map ?? {});
  return entries.length === 0 ? null : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface SelectorLike {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key?: string; readonly operator?: string; readonly values?: readonly string[] }[];
}

/** A label selector as Go writes it: its labels in the order of their keys, its requirements with their fields in upstream's order. */
export function selectorInGo(selector: SelectorLike | undefined): object | null {
  if (selector === undefined) return null;
  const { matchLabels, matchExpressions } = selector;
  return {
    ...(matchLabels === undefined ? {} : { matchLabels: inKeyOrder(matchLabels) }),
    ...(matchExpressions === undefined ? {} : { matchExpressions: matchExpressions.map(({ key = "", operator = "", values }) => ({ key, operator, ...(values === undefined ? {} : { values }) })) }),
  };
}
