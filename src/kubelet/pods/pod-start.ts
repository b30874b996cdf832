import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { parseTime } from "../../machinery/time/time.ts";
import type { KubeletCounts } from "../api/kubelet-counts.ts";

/** Times are milliseconds since the epoch. */
export interface PodStartOptions {
  readonly counts: Pick<KubeletCounts, "podStart" | "podStartSli" | "podStartTotal">;
  readonly createdAt: Millis;
  readonly seenAt: Millis;
}

/**
 * How long one pod took to come up, told to the metrics once each: until it runs here, and until the API shows that all
 * its containers do. A pod that ends before that is no start. Source: kubernetes pkg/kubelet/util/pod_startup_latency_tracker.go.
 */
export class PodStart {
  readonly #options: PodStartOptions;
  #isRunning = false;
  #isObserved = false;
  #pullsFrom: Millis | undefined;
  #pullsTo: Millis = 0;

  constructor(options: PodStartOptions) {
    this.#options = options;
  }

  /** An image was fetched for the pod. Several at the same time count once. */
  pulled(from: Millis, to: Millis): void {
    this.#pullsFrom = Math.min(this.#pullsFrom ?? from, from);
    this.#pullsTo = Math.max(this.#pullsTo, to);
  }

  /** The pod's phase here is Running. */
  running(now: Millis): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#options.counts.podStart.observe((now - this.#options.seenAt) / 1_000);
  }

  /** The pod as the API shows it now. */
  observed(pod: Pod, now: Millis): void {
    if (this.#isObserved || !allRun(pod)) return;
    this.#isObserved = true;
    const { counts, createdAt } = this.#options;
    const pulls = this.#pullsFrom === undefined ? 0 : this.#pullsTo - this.#pullsFrom;
    counts.podStartTotal.observe((now - createdAt) / 1_000);
    counts.podStartSli.observe(Math.max(0, now - createdAt - pulls - initTime(pod)) / 1_000);
  }
}

function allRun({ status }: Pod): boolean {
  const statuses = status?.containerStatuses ?? [];
  return statuses.length > 0 && statuses.every(({ state }) => state?.running?.startedAt !== undefined);
}

/** What init containers ran for, one after the other; sidecars go on running and do not count. */
function initTime({ status }: Pod): Millis {
  const ended = (status?.initContainerStatuses ?? []).flatMap(({ state }) => (state?.terminated === undefined ? [] : [state.terminated]));
  return ended.reduce((sum, { startedAt, finishedAt }) => sum + Math.max(0, parseTime(finishedAt) - parseTime(startedAt) || 0), 0);
}
