/**
 * Compares two resourceVersions of one resource: below 0 when `a` is older, 0 when equal, above 0 when newer. They are
 * decimal numbers without leading zeros, so the longer one is the greater. "" is older than all.
 * Source: kubernetes KEP-5504, comparable resource versions.
 */
export function compareResourceVersions(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}
