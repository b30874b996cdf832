import { goDurationProblem } from "../../../machinery/duration/go-duration.ts";
import { quote } from "../../../machinery/text/quote.ts";
import { locationProblem } from "./time-zone.ts";

/** One of the five fields: its bounds, both in, and the names that may stand for numbers. */
interface ScheduleField {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const fields: readonly ScheduleField[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: months },
  { least: 0, most: 6, names: weekdays },
];

const descriptors = new Set(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]);
const every = "@every ";
const zoned = /^(?:CRON_)?TZ=/;
const integer = /^[+-]?\d+$/;
const maxInt64 = 9223372036854775807n;

/**
 * Why a standard five-field schedule cannot be read; undefined when it can. Source: robfig/cron v3 ParseStandard, and
 * kubernetes pkg/util/parsers ParseCronScheduleWithPanicRecovery.
 */
export function scheduleProblem(schedule: string): string | undefined {
  let text = schedule;
  if (zoned.test(schedule)) {
    const end = schedule.indexOf(" ");
    // Upstream's parser falls over where nothing follows the zone, and its error is what Go says of that.
    if (end < 0) return "invalid schedule format: runtime error: slice bounds out of range [:-1]";
    const zone = schedule.slice(schedule.indexOf("=") + 1, end);
    const problem = locationProblem(zone);
    if (problem !== undefined) return `provided bad location ${zone}: ${problem}`;
    text = schedule.slice(end).trim();
  }
  return text.startsWith("@") ? descriptorProblem(text) : fieldsProblem(text);
}

function descriptorProblem(text: string): string | undefined {
  if (descriptors.has(text)) return undefined;
  if (!text.startsWith(every)) return `unrecognized descriptor: ${text}`;
  const problem = goDurationProblem(text.slice(every.length));
  return problem === undefined ? undefined : `failed to parse duration ${text}: ${problem}`;
}

function fieldsProblem(text: string): string | undefined {
  const parts = text.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== fields.length) return `expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`;
  for (const [index, part] of parts.entries()) {
    for (const range of part.split(",")) {
      const problem = range === "" ? undefined : rangeProblem(range, fields[index] as ScheduleField);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

/** A number, a range, a star; each with a step or without. The order of the checks is upstream's. Source: robfig/cron getRange. */
function rangeProblem(range: string, field: ScheduleField): string | undefined {
  const [body = "", stepText, ...moreSteps] = range.split("/");
  const [first = "", last, ...more] = body.split("-");
  let from = field.least;
  let to = field.most;
  if (first !== "*" && first !== "?") {
    const start = numberOf(first, field);
    if (typeof start === "string") return start;
    if (more.length > 0) return `too many hyphens: ${range}`;
    const end = last === undefined ? start : numberOf(last, field);
    if (typeof end === "string") return end;
    from = start;
    to = end;
  }
  if (moreSteps.length > 0) return `too many slashes: ${range}`;
  let step = 1;
  if (stepText !== undefined) {
    const parsed = integerOf(stepText);
    if (typeof parsed === "string") return parsed;
    step = parsed;
    if (last === undefined) to = field.most;
  }
  if (from < field.least) return `beginning of range (${from}) below minimum (${field.least}): ${range}`;
  if (to > field.most) return `end of range (${to}) above maximum (${field.most}): ${range}`;
  if (from > to) return `beginning of range (${from}) beyond end of range (${to}): ${range}`;
  if (step === 0) return `step of range should be a positive number: ${range}`;
  return undefined;
}

/** The number, or why it is none. */
function numberOf(text: string, { names, least }: ScheduleField): number | string {
  const named = names.indexOf(text.toLowerCase());
  return named >= 0 ? named + least : integerOf(text);
}

function integerOf(text: string): number | string {
  const why = !integer.test(text) ? "invalid syntax" : BigInt(text.replace("+", "")) > maxInt64 ? "value out of range" : undefined;
  if (why !== undefined) return `failed to parse int from ${text}: strconv.Atoi: parsing ${quote(text)}: ${why}`;
  const value = Number(text);
  return value < 0 ? `negative number (${value}) not allowed: ${text}` : value;
}
