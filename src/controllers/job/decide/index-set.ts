/** A set of completion indexes, kept as the API writes it: increasing intervals such as `0,2-4,7`, two neighbours as `0,1`. Immutable. */
export class IndexSet {
  static readonly empty = new IndexSet([]);

  /** Increasing, neither touching nor overlapping, both ends included. */
  readonly #intervals: readonly (readonly [first: number, last: number])[];
  readonly size: number;

  private constructor(intervals: readonly (readonly [number, number])[]) {
    this.#intervals = intervals;
    this.size = intervals.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  static of(indexes: Iterable<number>): IndexSet {
    const sorted = [...new Set(indexes)].sort((a, b) => a - b);
    return new IndexSet(merge(sorted.map((index) => [index, index])));
  }

  /** Reads `0,2-4`. Indexes of `completions` and above are dropped: an Indexed Job may have shrunk. */
  static parse(text: string | undefined, completions: number): IndexSet {
    if (!text) return IndexSet.empty;
    const intervals = text.split(",").map((part) => {
      const [first = Number.NaN, last = first] = part.split("-").map(Number);
      return [first, Math.min(last, completions - 1)] as const;
    });
    return new IndexSet(merge(intervals.filter(([first, last]) => first <= last)));
  }

  has(index: number): boolean {
    let [low, high] = [0, this.#intervals.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const [first, last] = this.#intervals[middle] as readonly [number, number];
      if (index < first) high = middle - 1;
      else if (index > last) low = middle + 1;
      else return true;
    }
    return false;
  }

  with(indexes: Iterable<number>): IndexSet {
    return this.union(IndexSet.of(indexes));
  }

  union(other: IndexSet): IndexSet {
    if (other.size === 0) return this;
    const all = [...this.#intervals, ...other.#intervals].sort(([a], [b]) => a - b);
    return new IndexSet(merge(all));
  }

  /** How many indexes are in both. */
  countIn(other: IndexSet): number {
    let count = 0;
    for (const [first, last] of this.#intervals) {
      for (const [otherFirst, otherLast] of other.#intervals) count += Math.max(0, Math.min(last, otherLast) - Math.max(first, otherFirst) + 1);
    }
    return count;
  }

  /** The lowest `count` indexes below `below` that are not in the set. Takes no time for the indexes that are. */
  firstMissing(count: number, below: number): number[] {
    const missing: number[] = [];
    let candidate = 0;
    for (const [first, last] of [...this.#intervals, [below, below] as const]) {
      for (; candidate < Math.min(first, below) && missing.length < count; candidate++) missing.push(candidate);
      candidate = Math.max(candidate, last + 1);
    }
    return missing;
  }

  toString(): string {
    return this.#intervals.map(intervalText).join(",");
  }
}

function intervalText([first, last]: readonly [number, number]): string {
  if (last === first) return `${first}`;
  return `${first}${last === first + 1 ? "," : "-"}${last}`;
}

function merge(sorted: readonly (readonly [number, number])[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const previous = merged.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}
