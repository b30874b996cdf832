/** The places of all values that stand further to the front already. Lists come from requests: asking `indexOf` of each would take the square of their length. */
export function repeats(values: readonly unknown[]): ReadonlySet<number> {
  const seen = new Set<unknown>();
  const places = new Set<number>();
  for (const [index, value] of values.entries()) {
    if (seen.has(value)) places.add(index);
    seen.add(value);
  }
  return places;
}
