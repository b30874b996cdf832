import type { Job, JobCondition } from "../../../api/types/batch/v1.gen.ts";
import { findCondition } from "../../../machinery/meta/conditions.ts";
import { isSuspended } from "./finish.ts";
import type { JobEvent } from "./observed.ts";

/** What changes when a Job has just been suspended or resumed. */
export interface SuspensionChange {
  readonly condition: JobCondition;
  readonly event: JobEvent;
}

/** Undefined when the Suspended condition says already what the spec says; a Job never suspended has no such condition. */
export function suspensionChange(job: Job): SuspensionChange | undefined {
  const current = findCondition(job.status?.conditions, "Suspended")?.status ?? "False";
  if (isSuspended(job)) return current === "True" ? undefined : change("True", "Suspended", "Job suspended");
  return current === "False" ? undefined : change("False", "Resumed", "Job resumed");
}

function change(status: "True" | "False", reason: "Suspended" | "Resumed", message: string): SuspensionChange {
  return { condition: { type: "Suspended", status, reason: `Job${reason}`, message }, event: { type: "Normal", reason, message } };
}
