/** Unchanged lines that are shown around a change. */
const context = 3;
/** Of longer texts only where they begin and end alike is looked for: difflib's way takes the square of their length. */
const longestCompared = 1_500;

/** Lines `a` to `aEnd` of the one text and `b` to `bEnd` of the other, which are the same or not. */
interface Part {
  readonly isSame: boolean;
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

/**
 * What differs between two texts, as a unified diff without file names; "" where nothing does. Which lines count as the
 * same is found as Python's difflib does, so that it reads as upstream's. Source: pmezard/go-difflib.
 */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split("\n");
  const b = after.split("\n");
  const blocks = Math.max(a.length, b.length) > longestCompared ? commonEnds(a, b) : matchingBlocks(a, b);
  return hunks(partsOf(blocks, a.length, b.length))
    .map((hunk) => written(hunk, a, b))
    .join("");
}

function written(hunk: readonly Part[], a: readonly string[], b: readonly string[]): string {
  const first = hunk[0] as Part;
  const last = hunk.at(-1) as Part;
  const lines = hunk.flatMap((part) => {
    if (part.isSame) return a.slice(part.a, part.aEnd).map((line) => ` ${line}`);
    return [...a.slice(part.a, part.aEnd).map((line) => `-${line}`), ...b.slice(part.b, part.bEnd).map((line) => `+${line}`)];
  });
  return [`@@ -${range(first.a, last.aEnd)} +${range(first.b, last.bEnd)} @@`, ...lines].map((line) => `${line}\n`).join("");
}

/** Counted from one; a range of no lines is named by the line before it. */
function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

/** Cuts in the middle of long runs of equal lines, and off what of them is far from any change. */
function hunks(parts: readonly Part[]): Part[][] {
  const all: Part[][] = [];
  let hunk: Part[] = [];
  for (const [index, part] of parts.entries()) {
    const { isSame, a, aEnd, b, bEnd } = part;
    const isFirst = index === 0;
    const isLast = index === parts.length - 1;
    if (!isSame) {
      hunk.push(part);
      continue;
    }
    const length = aEnd - a;
    const head = Math.min(length, context);
    const tail = { isSame, a: aEnd - head, aEnd, b: bEnd - head, bEnd };
    if (isFirst && isLast) return [];
    if (isFirst) hunk.push(tail);
    else if (isLast) hunk.push({ isSame, a, aEnd: a + head, b, bEnd: b + head });
    else if (length > 2 * context) {
      hunk.push({ isSame, a, aEnd: a + head, b, bEnd: b + head });
      all.push(hunk);
      hunk = [tail];
    } else hunk.push(part);
  }
  if (hunk.length > 0) all.push(hunk);
  return all;
}

function partsOf(blocks: readonly Block[], aLength: number, bLength: number): Part[] {
  const parts: Part[] = [];
  let a = 0;
  let b = 0;
  for (const block of [...blocks, { a: aLength, b: bLength, size: 0 }]) {
    if (a < block.a || b < block.b) parts.push({ isSame: false, a, aEnd: block.a, b, bEnd: block.b });
    a = block.a + block.size;
    b = block.b + block.size;
    if (block.size > 0) parts.push({ isSame: true, a: block.a, aEnd: a, b: block.b, bEnd: b });
  }
  return parts;
}

/** `size` lines from `a` on are those from `b` on. */
interface Block {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Range {
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

/** What both texts begin and end with. */
function commonEnds(a: readonly string[], b: readonly string[]): Block[] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [{ a: 0, b: 0, size: head }, { a: a.length - tail, b: b.length - tail, size: tail }].filter(({ size }) => size > 0);
}

/** The longest block, then the same of what lies before it and behind it. In order; blocks that touch are one. */
function matchingBlocks(a: readonly string[], b: readonly string[]): Block[] {
  const places = placesOf(b);
  const blocks: Block[] = [];
  const find = ({ a: from, aEnd, b: bFrom, bEnd }: Range): void => {
    const found = longestMatch({ a: from, aEnd, b: bFrom, bEnd }, { a, b, places });
    if (found.size === 0) return;
    if (from < found.a && bFrom < found.b) find({ a: from, aEnd: found.a, b: bFrom, bEnd: found.b });
    const last = blocks.at(-1);
    if (last !== undefined && last.a + last.size === found.a && last.b + last.size === found.b) blocks[blocks.length - 1] = { ...last, size: last.size + found.size };
    else blocks.push(found);
    const [aNext, bNext] = [found.a + found.size, found.b + found.size];
    if (aNext < aEnd && bNext < bEnd) find({ a: aNext, aEnd, b: bNext, bEnd });
  };
  find({ a: 0, aEnd: a.length, b: 0, bEnd: b.length });
  return blocks;
}

/** Where each line stands in a text. In a long one, lines that stand all over it say nothing about what belongs together. */
function placesOf(b: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of b.entries()) {
    const known = places.get(line);
    if (known === undefined) places.set(line, [index]);
    else known.push(index);
  }
  const most = b.length >= 200 ? Math.floor(b.length / 100) + 1 : Number.POSITIVE_INFINITY;
  for (const [line, known] of places) if (known.length > most) places.delete(line);
  return places;
}

function longestMatch({ a: from, aEnd, b: bFrom, bEnd }: Range, { a, b, places }: { readonly a: readonly string[]; readonly b: readonly string[]; readonly places: ReadonlyMap<string, readonly number[]> }): Block {
  let best: Block = { a: from, b: bFrom, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = from; i < aEnd; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] as string) ?? []) {
      if (j < bFrom) continue;
      if (j >= bEnd) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  let { a: start, b: bStart, size } = best;
  while (start > from && bStart > bFrom && a[start - 1] === b[bStart - 1]) [start, bStart, size] = [start - 1, bStart - 1, size + 1];
  while (start + size < aEnd && bStart + size < bEnd && a[start + size] === b[bStart + size]) size++;
  return { a: start, b: bStart, size };
}
