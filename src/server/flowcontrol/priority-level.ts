import type { PriorityLevelConfiguration } from "../../api/types/flowcontrol/v1.gen.ts";
import type { ConfiguredLimits } from "./decide-limits.ts";
import { nameOf } from "./decide-configuration.ts";
import { QueueSet } from "./queue-set.ts";
import { RetryAfter } from "./retry-after.ts";

/** A priority level at work, from when it is first wanted until it is unwanted and empty. */
export class PriorityLevel {
  object: PriorityLevelConfiguration;
  isQuiescing = false;
  limits: ConfiguredLimits = { nominal: 0, lower: 0, upper: 0 };
  /** What one request may take. */
  mostSeats = 1;
  smoothedDemand = 0;
  readonly queueSet: QueueSet;
  readonly retryAfter = new RetryAfter();
  /** Since it is there. */
  readonly counts = { dispatched: 0, rejected: 0, timedOut: 0, cancelled: 0 };

  constructor(object: PriorityLevelConfiguration, nowMs: number) {
    this.object = object;
    this.queueSet = new QueueSet(nowMs);
  }

  get name(): string {
    return nameOf(this.object);
  }

  get isExempt(): boolean {
    return this.object.spec.type === "Exempt";
  }
}
