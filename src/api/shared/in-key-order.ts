/** A map as Go writes it: in the order of its keys. Null when there is none, or nothing in it, as for a nil map. */
export function inKeyOrder(map: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> | null {
  const entries = Object.entries(map ?? {});
  return entries.length === 0 ? null : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
