/** How finely a place in a range is chosen: one in 2^32. */
const steps = 2 ** 32;

/** The numbers from `first` to `last`, each once, beginning somewhere: where, `chance` in [0, 1) says. Nothing when there are none. */
export function* rotated(first: bigint, last: bigint, chance: number): Generator<bigint> {
  const size = last - first + 1n;
  if (size <= 0n) return;
  const start = (BigInt(Math.floor(chance * steps)) * size) / BigInt(steps);
  for (let step = 0n; step < size; step++) yield first + ((start + step) % size);
}
