import { quote } from "../text/quote.ts";

const unitsMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

const whole = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/** Milliseconds of a Go duration such as `1h15m30.5s` or `300ms`; undefined when it is not one. Source: Go time.ParseDuration. */
export function parseGoDuration(text: string): number | undefined {
  if (text === "0" || text === "+0" || text === "-0") return 0;
  if (!whole.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(part)) ms += Number(amount) * (unitsMs[unit as string] as number);
  return text.startsWith("-") ? -ms : ms;
}

/** Why a text is no Go duration, in Go's words; undefined when it is one. Source: Go time.ParseDuration. */
export function goDurationProblem(text: string): string | undefined {
  if (parseGoDuration(text) !== undefined) return undefined;
  let rest = text.replace(/^[+-]/, "");
  while (rest !== "") {
    const amount = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (amount === undefined) break;
    const unit = /^[^.\d]*/.exec(rest.slice(amount.length))?.[0] ?? "";
    if (unit === "") return `time: missing unit in duration ${quote(text)}`;
    if (!Object.hasOwn(unitsMs, unit)) return `time: unknown unit ${quote(unit)} in duration ${quote(text)}`;
    rest = rest.slice(amount.length + unit.length);
  }
  return `time: invalid duration ${quote(text)}`;
}

/** `1h15m30.5s`, `300ms`, `0s`: as Go prints a duration. Source: Go time.Duration.String. */
export function formatGoDuration(ms: number): string {
  if (ms === 0) return "0s";
  const sign = ms < 0 ? "-" : "";
  const nanos = Math.round(Math.abs(ms) * 1e6);
  if (nanos < 1_000) return `${sign}${nanos}ns`;
  if (nanos < 1_000_000) return `${sign}${decimal(nanos, 1_000)}µs`;
  if (nanos < 1_000_000_000) return `${sign}${decimal(nanos, 1_000_000)}ms`;
  const minutes = Math.floor(nanos / 60e9);
  const seconds = decimal(nanos - minutes * 60e9, 1e9);
  if (minutes === 0) return `${sign}${seconds}s`;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${sign}${minutes}m${seconds}s` : `${sign}${hours}h${minutes % 60}m${seconds}s`;
}

/** `amount / unit` with as many decimals as it needs; `unit` is a power of ten. */
function decimal(amount: number, unit: number): string {
  const fraction = String(amount % unit)
    .padStart(String(unit).length - 1, "0")
    .replace(/0+$/, "");
  const integer = String(Math.floor(amount / unit));
  return fraction === "" ? integer : `${integer}.${fraction}`;
}
