/** A set of code points. */
export type CharSet = (code: number) => boolean;

export type Range = readonly [low: number, high: number];

export function only(code: number): CharSet {
  return (other) => other === code;
}

export function inRanges(ranges: readonly Range[]): CharSet {
  return (code) => ranges.some(([low, high]) => code >= low && code <= high);
}

export function anyOf(sets: readonly CharSet[]): CharSet {
  return sets.length === 1 ? (sets[0] as CharSet) : (code) => sets.some((has) => has(code));
}

export function not(has: CharSet): CharSet {
  return (code) => !has(code);
}

/** The same letters in either case. */
export function inAnyCase(has: CharSet): CharSet {
  return (code) => has(code) || variantsOf(code).some(has);
}

/** The Kelvin sign and the long s fold to plain letters, which JavaScript's own mapping of case says one way only. */
const oneWay: Readonly<Record<string, number>> = { k: 0x212a, s: 0x17f };

function variantsOf(code: number): number[] {
  const text = String.fromCodePoint(code);
  const lower = text.toLowerCase();
  const upper = text.toUpperCase();
  const codes = [lower, upper, upper.toLowerCase(), lower.toUpperCase()].filter((variant) => [...variant].length === 1).map((variant) => variant.codePointAt(0) as number);
  const extra = oneWay[lower];
  return extra === undefined ? codes : [...codes, extra];
}

const digits: Range = [0x30, 0x39];
const upperCase: Range = [0x41, 0x5a];
const lowerCase: Range = [0x61, 0x7a];

export const isWordCharacter = inRanges([digits, upperCase, lowerCase, [0x5f, 0x5f]]);

/** Perl's classes as Go has them: ASCII only. */
export const perlClasses: Readonly<Record<string, CharSet>> = {
  d: inRanges([digits]),
  s: inRanges([[0x09, 0x0a], [0x0c, 0x0d], [0x20, 0x20]]),
  w: isWordCharacter,
};

/** What stands between `[:` and `:]` inside brackets. */
export const posixClasses: Readonly<Record<string, CharSet>> = {
  alnum: inRanges([digits, upperCase, lowerCase]),
  alpha: inRanges([upperCase, lowerCase]),
  ascii: inRanges([[0, 0x7f]]),
  blank: inRanges([[0x09, 0x09], [0x20, 0x20]]),
  cntrl: inRanges([[0, 0x1f], [0x7f, 0x7f]]),
  digit: inRanges([digits]),
  graph: inRanges([[0x21, 0x7e]]),
  lower: inRanges([lowerCase]),
  print: inRanges([[0x20, 0x7e]]),
  punct: inRanges([[0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e]]),
  space: inRanges([[0x09, 0x0d], [0x20, 0x20]]),
  upper: inRanges([upperCase]),
  word: isWordCharacter,
  xdigit: inRanges([digits, [0x41, 0x46], [0x61, 0x66]]),
};

/** A category (`L`, `Lu`, `Letter`) or script (`Greek`) of Unicode; undefined when there is none of that name. */
export function unicodeClass(name: string): CharSet | undefined {
  for (const property of [`General_Category=${name}`, `Script=${name}`, name === "Any" || name === "ASCII" || name === "Assigned" ? name : ""]) {
    const pattern = property === "" || !/^[\w=]+$/.test(property) ? undefined : compiled(`^\\p{${property}}$`);
    if (pattern !== undefined) return (code) => pattern.test(String.fromCodePoint(code));
  }
  return undefined;
}

function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(source, "u");
  } catch {
    return undefined;
  }
}
