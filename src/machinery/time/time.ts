const rfc3339 = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:[.,](\d+))?(Z|[+-]\d{2}:\d{2})$/;

/** The second that was written last: under load it is asked for thousands of times. */
let lastSecond = { second: 0, text: "1970-01-01T00:00:00Z" };

/** `2026-01-31T08:00:00Z`: how the API writes a Time. Parts of a second are cut off. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1_000);
  if (second !== lastSecond.second) lastSecond = { second, text: `${new Date(second * 1_000).toISOString().slice(0, 19)}Z` };
  return lastSecond.text;
}

/** `Sat, 31 Jan 2026 08:00:00 GMT`: how HTTP headers write a time. */
export function formatHttpTime(ms: number): string {
  return new Date(ms).toUTCString();
}

/** `2026-01-31T08:00:00.123000Z`: how the API writes a MicroTime (leases, events). */
export function formatMicroTime(ms: number): string {
  // Rounded as a whole: a fraction of a millisecond is not exact in a number, its microseconds are.
  const micros = Math.round(ms * 1_000);
  const wholeMs = Math.floor(micros / 1_000);
  return `${new Date(wholeMs).toISOString().slice(0, 23)}${String(micros - wholeMs * 1_000).padStart(3, "0")}Z`;
}

/**
 * Milliseconds since the epoch of an RFC 3339 time in any offset, with or without a fraction (kept to the
 * microsecond). NaN when it is not one, so that a comparison with it is false.
 */
export function parseTime(text: string | undefined): number {
  // The form that the server writes, and so the one that is parsed all the time.
  if (text?.length === 20 && text.endsWith("Z") && text[10] === "T") {
    const ms = Date.parse(text);
    return isRealDate(text, ms) ? ms : Number.NaN;
  }
  const parts = rfc3339.exec(text ?? "");
  if (parts === null) return Number.NaN;
  const [, date, time, fraction = "", offset = "Z"] = parts;
  const ms = Date.parse(`${date}T${time}Z`);
  if (!isRealDate(`${date}T`, ms)) return Number.NaN;
  const micros = fraction === "" ? 0 : Number(fraction.slice(0, 6).padEnd(6, "0"));
  return ms + micros / 1_000 - offsetMs(offset);
}

/** JavaScript rolls 30 February over into March; Go refuses it. */
function isRealDate(text: string, ms: number): boolean {
  if (Number.isNaN(ms)) return false;
  // Every month has the first 28 days.
  return Number(text.slice(8, 10)) <= 28 || new Date(ms).toISOString().slice(0, 10) === text.slice(0, 10);
}

function offsetMs(offset: string): number {
  if (offset === "Z") return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Mon Jan  2 15:04:05 UTC 2006`, always in UTC. Source: Go's time.UnixDate. */
export function formatUnixDate(ms: number): string {
  const date = new Date(ms);
  const time = date.toISOString().slice(11, 19);
  return `${weekdays[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${time} UTC ${date.getUTCFullYear()}`;
}

/** `Mon, 02 Jan 2006 15:04:05 +0000`: what `kubectl describe` prints. `offsetMinutes` east of UTC. */
export function formatRfc1123z(ms: number, offsetMinutes = 0): string {
  const local = new Date(ms + offsetMinutes * 60_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${weekdays[local.getUTCDay()]}, ${two(local.getUTCDate())} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()}`;
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  const minutes = Math.abs(offsetMinutes);
  return `${date} ${time} ${offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}
