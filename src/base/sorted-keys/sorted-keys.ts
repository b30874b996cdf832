/** Keys a chunk may hold before it is split in two; small enough that moving its tail costs next to nothing. */
const maxChunk = 512;

/** Orders strings as their UTF-8 bytes do, which differs from `<` only where surrogate pairs meet U+E000 and above. */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above every other code unit. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/**
 * A set of strings in UTF-8 order. Adding and deleting cost a search and a short move; walking is a walk over arrays.
 *
 *     chunks:  [a b c] [d f] [k l m n]     every chunk is sorted and not empty; so is their sequence
 */
export class SortedKeys {
  readonly #chunks: string[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Returns false when the key was there already. */
  add(key: string): boolean {
    const at = this.#locate(key);
    const chunk = this.#chunks[at.chunk];
    if (chunk === undefined) {
      this.#chunks.push([key]);
    } else {
      if (chunk[at.index] === key) return false;
      chunk.splice(at.index, 0, key);
      if (chunk.length > maxChunk) this.#chunks.splice(at.chunk + 1, 0, chunk.splice(maxChunk >> 1));
    }
    this.#size++;
    return true;
  }

  /** Returns false when the key was not there. */
  delete(key: string): boolean {
    const at = this.#locate(key);
    const chunk = this.#chunks[at.chunk];
    if (chunk === undefined || chunk[at.index] !== key) return false;
    chunk.splice(at.index, 1);
    if (chunk.length === 0) this.#chunks.splice(at.chunk, 1);
    this.#size--;
    return true;
  }

  /** Keys that start with `prefix` and come after `startAfter`, in order. The set must not change during the walk. */
  *range(prefix: string, startAfter?: string): Generator<string, void, undefined> {
    const first = startAfter !== undefined && compareUtf8(startAfter, prefix) > 0 ? startAfter : prefix;
    const at = this.#locate(first);
    for (let chunk = at.chunk, index = at.index; chunk < this.#chunks.length; chunk++, index = 0) {
      const keys = this.#chunks[chunk]!;
      for (; index < keys.length; index++) {
        const key = keys[index]!;
        if (!key.startsWith(prefix)) return;
        if (key !== startAfter) yield key;
      }
    }
  }

  /** How many keys start with `prefix` and come after `after`. */
  count(prefix: string, after: string): number {
    const end = this.#rank(`${prefix}\u{10ffff}`);
    const start = compareUtf8(after, prefix) < 0 ? this.#rank(prefix) : this.#rank(after) + (this.has(after) ? 1 : 0);
    return Math.max(0, end - start);
  }

  has(key: string): boolean {
    const at = this.#locate(key);
    return this.#chunks[at.chunk]?.[at.index] === key;
  }

  /** How many keys come before `key`. */
  #rank(key: string): number {
    const at = this.#locate(key);
    let rank = at.index;
    for (let i = 0; i < at.chunk; i++) rank += this.#chunks[i]!.length;
    return rank;
  }

  /** Where `key` stands or would stand: the last chunk that could hold it, and the first index not before it. */
  #locate(key: string): { chunk: number; index: number } {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const chunk = this.#chunks[middle]!;
      if (compareUtf8(chunk[chunk.length - 1]!, key) < 0) low = middle + 1;
      else high = middle;
    }
    const chunk = this.#chunks[low];
    if (chunk === undefined) return { chunk: 0, index: 0 };
    let from = 0;
    let to = chunk.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compareUtf8(chunk[middle]!, key) < 0) from = middle + 1;
      else to = middle;
    }
    return { chunk: low, index: from };
  }
}
