/** Indexes of a Job as status and policies write them: `1,3-5`. First and last are both in. */
export interface IndexInterval {
  readonly first: number;
  readonly last: number;
}

const number = /^\d+$/;

/** Reads `0,2-4` in increasing order with every index below `completions`. A string says why it cannot be read. Source: kubernetes batch validation validateIndexesFormat. */
export function parseIndexIntervals(text: string, completions: number): IndexInterval[] | string {
  if (text === "") return [];
  const intervals: IndexInterval[] = [];
  let previous: number | undefined;
  for (const part of text.split(",")) {
    const bounds = part.split("-");
    if (bounds.length > 2) return `the fragment "${part}" violates the requirement that an index interval can have at most two parts separated by '-'`;
    const parsed: number[] = [];
    for (const bound of bounds) {
      if (!number.test(bound)) return `cannot convert string to integer for index: "${bound}"`;
      parsed.push(Number(bound));
    }
    const first = parsed[0] as number;
    const last = parsed[1] ?? first;
    if (bounds.length === 2 && first >= last) return `non-increasing order, previous: ${first}, current: ${last}`;
    if (previous !== undefined && first <= previous) return `non-increasing order, previous: ${previous}, current: ${first}`;
    for (const index of parsed) if (index >= completions) return `too large index: "${index}"`;
    intervals.push({ first, last });
    previous = last;
  }
  return intervals;
}

export function countIndexes(intervals: readonly IndexInterval[]): number {
  return intervals.reduce((count, { first, last }) => count + last - first + 1, 0);
}

/** True when some index is in both lists, each in increasing order. */
export function intervalsOverlap(a: readonly IndexInterval[], b: readonly IndexInterval[]): boolean {
  let left = 0;
  let right = 0;
  while (left < a.length && right < b.length) {
    const one = a[left] as IndexInterval;
    const other = b[right] as IndexInterval;
    if (one.last < other.first) left++;
    else if (other.last < one.first) right++;
    else return true;
  }
  return false;
}
