import { quote } from "../../../machinery/text/quote.ts";

/** Indexes of a Job as status and policies write them: `1,3-5`. First and last are both in. */
export interface IndexInterval {
  readonly first: number;
  readonly last: number;
}

const number = /^\+?\d+$/;
const maxInt64 = 9223372036854775807n;

/** Reads `0,2-4` in increasing order with every index below `completions`. A string says why it cannot be read. Source: kubernetes batch validation validateIndexesFormat. */
export function parseIndexIntervals(text: string, completions: number): IndexInterval[] | string {
  if (text === "") return [];
  const intervals: IndexInterval[] = [];
  let previous: number | undefined;
  for (const part of text.split(",")) {
    const interval = parseIndexInterval(part, completions);
    if (typeof interval === "string") return interval;
    if (previous !== undefined && previous >= interval.first) return `non-increasing order, previous: ${previous}, current: ${interval.first}`;
    intervals.push(interval);
    previous = interval.last;
  }
  return intervals;
}

/** One index, or two with a `-` between. Source: parseIndexInterval. */
function parseIndexInterval(text: string, completions: number): IndexInterval | string {
  const bounds = text.split("-");
  if (bounds.length > 2) return `the fragment ${quote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  const parsed: number[] = [];
  for (const bound of bounds) {
    if (!number.test(bound) || BigInt(bound.replace("+", "")) > maxInt64) return `cannot convert string to integer for index: ${quote(bound)}`;
    if (Number(bound) >= completions) return `too large index: ${quote(bound)}`;
    parsed.push(Number(bound));
  }
  const [first = 0, last] = parsed;
  if (last !== undefined && first >= last) return `non-increasing order, previous: ${first}, current: ${last}`;
  return { first, last: last ?? first };
}

export function countIndexes(intervals: readonly IndexInterval[]): number {
  return intervals.reduce((count, { first, last }) => count + last - first + 1, 0);
}

/**
 * The first index that is in both texts; undefined when there is none. Intervals that cannot be read are passed over.
 * Source: kubernetes batch validation validateFailedIndexesNotOverlapCompleted.
 */
export function firstCommonIndex(a: string, b: string, completions: number): number | undefined {
  const ones = readable(a, completions);
  const others = readable(b, completions);
  let left = 0;
  let right = 0;
  while (left < ones.length && right < others.length) {
    const one = ones[left] as IndexInterval;
    const other = others[right] as IndexInterval;
    if (one.first <= other.last && other.first <= one.last) return Math.max(one.first, other.first);
    if (one.first <= other.first) left++;
    else right++;
  }
  return undefined;
}

function readable(text: string, completions: number): IndexInterval[] {
  return text.split(",").flatMap((part) => {
    const interval = parseIndexInterval(part, completions);
    return typeof interval === "string" ? [] : [interval];
  });
}
