import { humanAge } from "../../machinery/duration/human-duration.ts";
import { parseTime } from "../../machinery/time/time.ts";

/** How long ago `timestamp` (RFC 3339) was, as `kubectl get` shows ages. Source: kubernetes pkg/printers translateTimestampSince. */
export function ageCell(timestamp: string | undefined, now: number): string {
  return humanAge(parseTime(timestamp), now);
}

/** `<none>` for what is not there. */
export function orNone(text: string | undefined): string {
  return text === undefined || text === "" ? "<none>" : text;
}

/** `<unset>` for what is not there. */
export function orUnset(text: string | undefined): string {
  return text === undefined || text === "" ? "<unset>" : text;
}
