import type { Clock, Millis, Timer } from "../../base/clock.ts";
import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import { pods } from "../../client/resources.ts";
import { compareResourceVersions } from "../../client/resource-version.ts";
import type { Transport } from "../../client/transport.ts";
import { isOtherUid, isStatus } from "../../machinery/errors/status-error.ts";
import type { PodStatuses } from "./contract.ts";
import { statusPatch } from "./status-patch.ts";

/** How long a status may wait for a better one before it is written: most pods pass through these states in no time. */
const holdPendingMs: Millis = 200;
const holdRunningMs: Millis = 30;
/** A server that takes its time has much to do: a passing state then waits for so many of its answers, up to five seconds. */
const holdAnswers = 8;
const maximumHoldMs: Millis = 5_000;
const firstRetryMs: Millis = 200;
const maximumRetryMs: Millis = 10_000;

interface Entry {
  readonly pod: Pod;
  /** The newest status wanted; undefined when all is written. */
  wanted?: PodStatus;
  /** Since when something is wanted that is not written, by the monotonic clock. */
  wantedSince?: Millis;
  /** What the server has, as far as we know. */
  written?: PodStatus;
  /** The pod's resourceVersion with it. */
  version: string;
  writing: boolean;
  /** Set while the wanted status waits: for a better one, or after a failed write. */
  hold?: { readonly timer: Timer; readonly until: Millis };
  failures: number;
  readonly waiters: (() => void)[];
}

export interface StatusManagerOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Told how long a status waited until it was written, in seconds. */
  readonly onWritten?: (seconds: number) => void;
  readonly onError?: (error: unknown) => void;
}

/**
 * Writes pod statuses. One write a pod is under way at a time, and only the newest status is ever written: what was
 * wanted while a write ran, or while a passing state was held back for a moment, never reaches the server.
 */
export class StatusManager implements PodStatuses {
  readonly #options: StatusManagerOptions;
  readonly #entries = new Map<string, Entry>();
  /** What a write takes of late. */
  #answerMs: Millis = 0;
  #stopped = false;

  constructor(options: StatusManagerOptions) {
    this.#options = options;
  }

  set(pod: Pod, status: PodStatus): void {
    const uid = pod.metadata.uid ?? "";
    let entry = this.#entries.get(uid);
    if (entry === undefined) {
      entry = { pod, written: pod.status, version: pod.metadata.resourceVersion ?? "", writing: false, failures: 0, waiters: [] };
      this.#entries.set(uid, entry);
    }
    if (entry.wanted === undefined && statusPatch(entry.written, status) === undefined) return this.#settle(entry);
    entry.wanted = status;
    entry.wantedSince ??= this.#options.clock.monotonic();
    if (entry.writing) return;
    if (entry.failures > 0) return; // its retry will send the newest
    const holdMs = holdOf(pod, status);
    if (holdMs === undefined) void this.#write(entry);
    else this.#hold(entry, Math.max(holdMs, Math.min(holdAnswers * this.#answerMs, maximumHoldMs)));
  }

  seen({ metadata: { uid = "", resourceVersion = "" }, status }: Pod): void {
    const entry = this.#entries.get(uid);
    if (entry === undefined || entry.writing || compareResourceVersions(resourceVersion, entry.version) <= 0) return;
    entry.written = status;
    entry.version = resourceVersion;
  }

  flushed(podUid: string): Promise<void> {
    const entry = this.#entries.get(podUid);
    if (entry === undefined || (entry.wanted === undefined && !entry.writing)) return Promise.resolve();
    const flushed = new Promise<void>((resolve) => entry.waiters.push(resolve));
    if (!entry.writing && entry.failures === 0) void this.#write(entry);
    return flushed;
  }

  forget(podUid: string): void {
    const entry = this.#entries.get(podUid);
    if (entry === undefined) return;
    entry.hold?.timer.cancel();
    entry.wanted = undefined;
    this.#settle(entry);
    this.#entries.delete(podUid);
  }

  stop(): void {
    this.#stopped = true;
    for (const uid of [...this.#entries.keys()]) this.forget(uid);
  }

  /** Of several holds the one that ends first counts. */
  #hold(entry: Entry, holdMs: Millis): void {
    const until = this.#options.clock.now() + holdMs;
    if (entry.hold !== undefined && entry.hold.until <= until) return;
    entry.hold?.timer.cancel();
    entry.hold = { until, timer: this.#options.clock.setTimer(holdMs, () => void this.#write(entry)) };
  }

  async #write(entry: Entry): Promise<void> {
    entry.hold?.timer.cancel();
    entry.hold = undefined;
    if (entry.writing) return;
    entry.writing = true;
    while (entry.wanted !== undefined && !this.#stopped) {
      const status = entry.wanted;
      const patch = statusPatch(entry.written, status);
      const { wantedSince } = entry;
      entry.wanted = entry.wantedSince = undefined;
      try {
        if (patch !== undefined) {
          const { status: written, metadata } = await this.#timed(() => this.#send(entry.pod, patch));
          entry.written = written;
          entry.version = metadata.resourceVersion ?? "";
          this.#options.onWritten?.(this.#secondsSince(wantedSince));
        }
        entry.failures = 0;
      } catch (error) {
        if (isStatus(error, "NotFound", "Conflict") || isOtherUid(error)) break; // gone, or another pod of that name by now
        this.#options.onError?.(error);
        entry.wanted ??= status;
        entry.wantedSince = wantedSince;
        entry.failures++;
        entry.writing = false;
        this.#hold(entry, Math.min(maximumRetryMs, firstRetryMs * 2 ** (entry.failures - 1)));
        return;
      }
    }
    entry.writing = false;
    this.#settle(entry);
  }

  async #timed<T>(write: () => Promise<T>): Promise<T> {
    const startedAt = this.#options.clock.monotonic();
    const answer = await write();
    this.#answerMs += (this.#options.clock.monotonic() - startedAt - this.#answerMs) / 8;
    return answer;
  }

  #secondsSince(since: Millis | undefined): number {
    const now = this.#options.clock.monotonic();
    return (now - (since ?? now)) / 1_000;
  }

  #send(pod: Pod, patch: Record<string, unknown>): Promise<Pod> {
    const { name, namespace, uid } = pod.metadata;
    return this.#options.transport.request<Pod>({
      verb: "patch",
      resource: pods,
      subresource: "status",
      namespace,
      name,
      patchType: "application/strategic-merge-patch+json",
      body: { metadata: { uid }, status: patch },
    });
  }

  #settle(entry: Entry): void {
    for (const waiter of entry.waiters.splice(0)) waiter();
  }
}

/** A pod on its way up, one that runs to an end of its own, or one with a container between two runs is about to have a newer status. */
function holdOf(pod: Pod, status: PodStatus): Millis | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined;
  if (status.phase === "Pending") return holdPendingMs;
  if (status.phase !== "Running") return undefined;
  if ((pod.spec.restartPolicy ?? "Always") !== "Always") return holdRunningMs;
  return status.containerStatuses?.some(({ state }) => state?.terminated !== undefined) === true ? holdPendingMs : undefined;
}
