import type { Job } from "../../api/types/batch/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { parseTime } from "../../machinery/time/time.ts";

/** Milliseconds until the Job's time after its end is over, at most 0 when it is; undefined when it has not ended, is being deleted already or may stay. */
export function timeToLiveMs({ metadata, spec, status }: Job, now: Millis): Millis | undefined {
  if (spec.ttlSecondsAfterFinished === undefined || metadata.deletionTimestamp !== undefined) return undefined;
  const end = status?.conditions?.find(({ type, status: value }) => (type === "Complete" || type === "Failed") && value === "True");
  const endedAt = parseTime(end?.lastTransitionTime);
  return Number.isNaN(endedAt) ? undefined : endedAt + spec.ttlSecondsAfterFinished * 1_000 - now;
}
