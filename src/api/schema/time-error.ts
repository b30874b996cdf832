import { quote } from "../../machinery/text/quote.ts";

/** One part of a time layout: what it matches at the start of the rest, and what its number may be. */
interface LayoutPart {
  readonly text: string;
  readonly pattern: RegExp;
  readonly range?: { readonly name: string; readonly min: number; readonly max: number };
}

const literal = (text: string): LayoutPart => ({ text, pattern: new RegExp(`^${text.replace(".", "\\.")}`) });

const dateAndTime: readonly LayoutPart[] = [
  { text: "2006", pattern: /^\d{4}/ },
  literal("-"),
  { text: "01", pattern: /^\d{2}/, range: { name: "month", min: 1, max: 12 } },
  literal("-"),
  { text: "02", pattern: /^\d{2}/, range: { name: "day", min: 1, max: 31 } },
  literal("T"),
  { text: "15", pattern: /^\d{1,2}/, range: { name: "hour", min: 0, max: 23 } },
  literal(":"),
  { text: "04", pattern: /^\d{2}/, range: { name: "minute", min: 0, max: 59 } },
  literal(":"),
  { text: "05", pattern: /^\d{2}/, range: { name: "second", min: 0, max: 59 } },
];
const zone: LayoutPart = { text: "Z07:00", pattern: /^(?:Z|[+-]\d{2}:\d{2})/ };

/** The layouts of Time and MicroTime. Source: Go time.RFC3339, apimachinery meta/v1 RFC3339Micro. */
const layouts = {
  Time: { text: "2006-01-02T15:04:05Z07:00", parts: [...dateAndTime, { text: "", pattern: /^(?:[.,]\d+)?/ }, zone] },
  MicroTime: { text: "2006-01-02T15:04:05.000000Z07:00", parts: [...dateAndTime, { text: ".000000", pattern: /^[.,]\d{6}/ }, zone] },
} as const;

/** Why `text` is not a time, as Go's time.Parse says it; undefined when it is one. */
export function timeError(text: string, form: keyof typeof layouts): string | undefined {
  const layout = layouts[form];
  let rest = text;
  for (const { pattern, text: part, range } of layout.parts as readonly LayoutPart[]) {
    const found = pattern.exec(rest);
    if (found === null) return `parsing time ${quote(text)} as ${quote(layout.text)}: cannot parse ${quote(rest)} as ${quote(part)}`;
    const number = Number(found[0]);
    if (range !== undefined && (number < range.min || number > range.max)) return `parsing time ${quote(text)}: ${range.name} out of range`;
    rest = rest.slice(found[0].length);
  }
  if (rest !== "") return `parsing time ${quote(text)}: extra text: ${quote(rest)}`;
  return isRealDay(text) ? undefined : `parsing time ${quote(text)}: day out of range`;
}

function isRealDay(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
