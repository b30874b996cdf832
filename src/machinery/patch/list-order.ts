/** What an item of a list is told apart by: itself for scalars, the value of its merge key for objects. */
export type Identity = (item: unknown) => unknown;

/**
 * A merged list in its final order: items named in `wanted` in that order, the others in the order they had on the
 * server, the two interleaved so that nothing moves without need. Source: strategicpatch normalizeElementOrder.
 */
export function orderMerged(merged: readonly unknown[], wanted: readonly unknown[], onServer: readonly unknown[], identity: Identity): unknown[] {
  const wantedRank = rankOf(wanted, identity);
  const serverRank = rankOf(onServer, identity);
  const byRank = (rank: ReadonlyMap<unknown, number>) => (a: unknown, b: unknown) => (rank.get(identity(a)) ?? 0) - (rank.get(identity(b)) ?? 0);
  const named = merged.filter((item) => wantedRank.has(identity(item))).sort(byRank(wantedRank));
  const others = merged.filter((item) => !wantedRank.has(identity(item))).sort(byRank(serverRank));
  return interleave(others, named, serverRank, identity);
}

function interleave(others: readonly unknown[], named: readonly unknown[], serverRank: ReadonlyMap<unknown, number>, identity: Identity): unknown[] {
  const all: unknown[] = [];
  let nextNamed = 0;
  for (const other of others) {
    const rank = serverRank.get(identity(other)) ?? Number.POSITIVE_INFINITY;
    // A named item goes first unless both were on the server and the other stood before it.
    while (nextNamed < named.length && !(rank < (serverRank.get(identity(named[nextNamed])) ?? Number.NEGATIVE_INFINITY))) all.push(named[nextNamed++]);
    all.push(other);
  }
  return [...all, ...named.slice(nextNamed)];
}

function rankOf(items: readonly unknown[], identity: Identity): Map<unknown, number> {
  const rank = new Map<unknown, number>();
  items.forEach((item, index) => {
    const id = identity(item);
    if (!rank.has(id)) rank.set(id, index);
  });
  return rank;
}
