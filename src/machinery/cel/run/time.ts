import { durationType, timestampType } from "../types.ts";
import { Failure } from "./failure.ts";
import { Extension } from "./values.ts";

const nanosPerSecond = 1_000_000_000n;
/** Year 1 to year 9999. Source: cel-go common/types/timestamp.go. */
const earliest = -62_135_596_800n * nanosPerSecond;
const latest = 253_402_300_799n * nanosPerSecond + 999_999_999n;
const longest = 2n ** 63n - 1n;

/** A span of time, exact to the nanosecond. */
export class Duration extends Extension {
  readonly type = durationType;
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    super();
    if (nanos > longest || nanos < -longest - 1n) throw new Failure("duration overflow");
    this.nanos = nanos;
  }

  /** `1h30m`, `-1.5s`, `100ms`. */
  static parse(text: string): Duration {
    const nanos = parseNanos(text);
    if (nanos === undefined) throw new Failure(`time: invalid duration "${text}"`);
    return new Duration(nanos);
  }

  isEqual(other: unknown): boolean {
    return other instanceof Duration && other.nanos === this.nanos;
  }

  override compareTo(other: unknown): number | undefined {
    return other instanceof Duration ? Number(this.nanos > other.nanos) - Number(this.nanos < other.nanos) : undefined;
  }

  /** In seconds: `5400s`, `0.1s`. */
  format(): string {
    const size = this.nanos < 0n ? -this.nanos : this.nanos;
    const fraction = (size % nanosPerSecond).toString().padStart(9, "0").replace(/0+$/, "");
    return `${this.nanos < 0n ? "-" : ""}${size / nanosPerSecond}${fraction === "" ? "" : `.${fraction}`}s`;
  }
}

const units: Readonly<Record<string, bigint>> = { ns: 1n, us: 1_000n, "µs": 1_000n, "μs": 1_000n, ms: 1_000_000n, s: nanosPerSecond, m: 60n * nanosPerSecond, h: 3_600n * nanosPerSecond };

function parseNanos(text: string): bigint | undefined {
  const [, sign, rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === "0") return 0n;
  const parts = [...rest.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.some(([, whole, fraction]) => !whole && !fraction) || parts.map(([part]) => part).join("") !== rest) return undefined;
  let nanos = 0n;
  for (const [, whole, fraction = "", unit = ""] of parts) {
    const size = units[unit] as bigint;
    nanos += BigInt(whole || "0") * size + (BigInt(fraction || "0") * size) / 10n ** BigInt(fraction.length);
  }
  return sign === "-" ? -nanos : nanos;
}

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?(Z|[+-]\d{2}:\d{2})$/;

/** A point in time, exact to the nanosecond, as it was written: the offset is kept for that alone. */
export class Timestamp extends Extension {
  readonly type = timestampType;
  /** Since 1970, in UTC. */
  readonly nanos: bigint;
  readonly offsetMinutes: number;

  constructor(nanos: bigint, offsetMinutes = 0) {
    super();
    if (nanos < earliest || nanos > latest) throw new Failure("timestamp overflow");
    this.nanos = nanos;
    this.offsetMinutes = offsetMinutes;
  }

  /** RFC 3339. */
  static parse(text: string): Timestamp {
    const parsed = parseRfc3339(text);
    if (parsed === undefined) throw new Failure(`parsing time "${text}" as "2006-01-02T15:04:05Z07:00": cannot parse`);
    return new Timestamp(...parsed);
  }

  plus(nanos: bigint): Timestamp {
    return new Timestamp(this.nanos + nanos, this.offsetMinutes);
  }

  get seconds(): bigint {
    const seconds = this.nanos / nanosPerSecond;
    return this.nanos % nanosPerSecond < 0n ? seconds - 1n : seconds;
  }

  isEqual(other: unknown): boolean {
    return other instanceof Timestamp && other.nanos === this.nanos;
  }

  override compareTo(other: unknown): number | undefined {
    return other instanceof Timestamp ? Number(this.nanos > other.nanos) - Number(this.nanos < other.nanos) : undefined;
  }

  format(): string {
    const fraction = (this.nanos - this.seconds * nanosPerSecond).toString().padStart(9, "0").replace(/0+$/, "");
    const wall = new Date(Number(this.seconds) * 1000 + this.offsetMinutes * 60_000).toISOString().slice(0, 19);
    return `${wall}${fraction === "" ? "" : `.${fraction}`}${formatOffset(this.offsetMinutes)}`;
  }

  /** The wall clock of a time zone, as a date whose UTC fields say it. Zones by name or as `+01:30`. */
  inZone(zone: string): Date {
    const ms = Number(this.nanos / 1_000_000n);
    const [, sign, hours, minutes] = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(zone) ?? [];
    if (hours !== undefined && minutes !== undefined) return new Date(ms + (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000);
    return zone === "UTC" || zone === "" ? new Date(ms) : new Date(ms + zoneOffsetMs(zone, ms));
  }
}

function formatOffset(minutes: number): string {
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
}

function zoneOffsetMs(zone: string, ms: number): number {
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
    const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const wall = Date.UTC(parts.year as number, (parts.month as number) - 1, parts.day, parts.hour, parts.minute, parts.second);
    return wall - Math.floor(ms / 1000) * 1000;
  } catch {
    throw new Failure(`unknown time zone ${zone}`);
  }
}

function parseRfc3339(text: string): [nanos: bigint, offsetMinutes: number] | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return undefined;
  const zone = match[8] as string;
  const offset = zone === "Z" ? 0 : (zone.startsWith("-") ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  return [(BigInt(date.getTime()) - BigInt(offset) * 60_000n) * 1_000_000n + BigInt((match[7] ?? "").padEnd(9, "0")), offset];
}
