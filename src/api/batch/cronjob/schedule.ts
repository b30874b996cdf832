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
const every = /^@every ([0-9.]+(ns|us|µs|ms|s|m|h))+$/;
const digits = /^\d+$/;

/** Why a standard five-field schedule cannot be read; undefined when it can. Source: the cron package that upstream uses, ParseStandard. */
export function scheduleProblem(schedule: string): string | undefined {
  const text = schedule.replace(/^(CRON_)?TZ=\S+\s+/, "");
  if (text.startsWith("@")) return descriptors.has(text) || every.test(text) ? undefined : `unrecognized descriptor: ${text}`;
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) return `expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`;
  for (const [index, part] of parts.entries()) {
    for (const range of part.split(",")) {
      const problem = rangeProblem(range, fields[index] as ScheduleField);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

/** A number, a range, a star; each with a step or without. */
function rangeProblem(range: string, field: ScheduleField): string | undefined {
  const [body = "", step, ...more] = range.split("/");
  if (more.length > 0) return `too many slashes: ${range}`;
  const [first = "", last, ...rest] = body.split("-");
  if (rest.length > 0) return `too many hyphens: ${range}`;
  let from = field.least;
  let to = field.most;
  if (first !== "*" && first !== "?") {
    const number = numberOf(first, field);
    if (number === undefined) return `failed to parse int from ${first}: strconv.Atoi: parsing "${first}": invalid syntax`;
    from = number;
    to = number;
    if (last !== undefined) {
      const end = numberOf(last, field);
      if (end === undefined) return `failed to parse int from ${last}: strconv.Atoi: parsing "${last}": invalid syntax`;
      to = end;
    } else if (step !== undefined) to = field.most;
  }
  if (step !== undefined) {
    if (!digits.test(step)) return `failed to parse int from ${step}: strconv.Atoi: parsing "${step}": invalid syntax`;
    if (Number(step) === 0) return `step of range should be a positive number: ${range}`;
  }
  if (from < field.least) return `beginning of range (${from}) below minimum (${field.least}): ${range}`;
  if (to > field.most) return `end of range (${to}) above maximum (${field.most}): ${range}`;
  if (from > to) return `beginning of range (${from}) beyond end of range (${to}): ${range}`;
  return undefined;
}

function numberOf(text: string, { names, least }: ScheduleField): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + least;
  return digits.test(text) ? Number(text) : undefined;
}
