/**
 * A hand of queues for a flow: different flows share few queues, so that a flood in one fills only some of another's.
 * Source of the method: apiserver util/shufflesharding.
 */
export function dealHand(hash: bigint, deckSize: number, handSize: number): number[] {
  const hand: number[] = [];
  let rest = hash;
  for (let dealt = 0; dealt < handSize; dealt++) {
    const left = BigInt(deckSize - dealt);
    // The position among the cards that are left: each card dealt before at or under it moves it up by one.
    let card = Number(rest % left);
    rest /= left;
    for (const lower of [...hand].sort((a, b) => a - b)) if (card >= lower) card++;
    hand.push(card);
  }
  return hand;
}

const offsetBasis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;
const mask = 0xffff_ffff_ffff_ffffn;

/** 64 bits that are as good as random, and always the same for the same flow: FNV-1a, mixed as MurmurHash3 ends. */
export function hashFlow(schema: string, distinguisher: string): bigint {
  let hash = offsetBasis;
  for (const byte of new TextEncoder().encode(`${schema}\u0000${distinguisher}`)) hash = ((hash ^ BigInt(byte)) * prime) & mask;
  hash = ((hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn) & mask;
  hash = ((hash ^ (hash >> 33n)) * 0xc4ceb9fe1a85ec53n) & mask;
  return hash ^ (hash >> 33n);
}
