import type { Clock, Millis } from "../../base/clock.ts";
import type { KubeletCounts } from "../api/kubelet-counts.ts";

export interface LookTimesOptions {
  readonly counts: Pick<KubeletCounts, "workerDuration" | "workerStart">;
  readonly clock: Clock;
  /** When the kubelet first saw the pod, in milliseconds since the epoch. */
  readonly seenAt: Millis;
}

/** Tells the metrics how long the looks at one pod take, by why they are made. Source: kubernetes pkg/kubelet SyncPodType. */
export class LookTimes {
  readonly #options: LookTimesOptions;
  #next: "create" | "update" | "sync" = "create";

  constructor(options: LookTimesOptions) {
    this.#options = options;
  }

  /** The next look is for a new form of the pod; the first stays the one that creates it. */
  updated(): void {
    if (this.#next === "sync") this.#next = "update";
  }

  /** Runs the look; one that fails is not measured. */
  async measure(isEnding: boolean, look: () => Promise<void>): Promise<void> {
    const { counts, clock, seenAt } = this.#options;
    const startedAt = clock.monotonic();
    if (this.#next === "create") counts.workerStart.observe((clock.now() - seenAt) / 1_000);
    const why = isEnding ? "kill" : this.#next;
    this.#next = "sync";
    await look();
    counts.workerDuration.labels(why).observe((clock.monotonic() - startedAt) / 1_000);
  }
}
