import type { Clock, Millis, Timer } from "../../base/clock.ts";
import { KeyedHeap } from "../../base/heap/keyed-heap.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { attemptFailed, backoffComplete, podAdded, podUpdated, unschedulableTimeout } from "./event-names.ts";

/** Source: kubernetes podInitialBackoffDuration, podMaxBackoffDuration and podMaxInUnschedulablePodsDuration. */
const initialBackoffMs: Millis = 1_000;
const maximumBackoffMs: Millis = 10_000;
const maximumUnschedulableMs: Millis = 300_000;

/** A pod on its way to a node. */
export interface QueuedPod {
  readonly pod: Pod;
  /** Tries so far. */
  readonly attempts: number;
  /** When it came into the queue, for the order among equals. */
  readonly sequence: number;
  /** When it came into the queue, by the monotonic clock. */
  readonly enteredAt: Millis;
  /** When its last try ended. */
  readonly triedAt: Millis;
  /** Names of the plugins that turned it away at its last try. */
  readonly rejectedBy: ReadonlySet<string>;
}

export interface SchedulingQueueOptions {
  readonly clock: Clock;
  /** Negative when `a` goes first. */
  readonly compare: (a: Pod, b: Pod) => number;
  /** Called when a pod became ready to be taken. */
  readonly onReady: () => void;
  /** Told which queue a pod came into, and why (`event-names.ts`). */
  readonly onEntered?: (queue: "active" | "backoff" | "unschedulable", event: string) => void;
}

/**
 * Pods that wait for a node.
 *
 *     add ─► active ─► (taken) ─► bound
 *              ▲          │ no node fits
 *              │          ▼
 *              │    unschedulable ──► an event that may help, or 5 minutes
 *              │                           │
 *              └──── back-off ◄────────────┘   1 s, doubling to 10 s, from the last try
 *                        ▲
 *                        └── (taken) an error
 *     gated pods wait beside it and come in when they are updated without gates
 */
export class SchedulingQueue {
  readonly #clock: Clock;
  readonly #onReady: () => void;
  readonly #onEntered: NonNullable<SchedulingQueueOptions["onEntered"]>;
  readonly #active: KeyedHeap<string, QueuedPod>;
  readonly #backoff = new KeyedHeap<string, { readonly queued: QueuedPod; readonly readyAt: Millis }>((a, b) => a.readyAt < b.readyAt);
  readonly #unschedulable = new Map<string, QueuedPod>();
  readonly #gated = new Map<string, Pod>();
  #sequence = 0;
  #timer: { readonly at: Millis; readonly timer: Timer } | undefined;

  constructor({ clock, compare, onReady, onEntered = () => undefined }: SchedulingQueueOptions) {
    this.#clock = clock;
    this.#onReady = onReady;
    this.#onEntered = onEntered;
    this.#active = new KeyedHeap((a, b) => {
      const order = compare(a.pod, b.pod);
      return order < 0 || (order === 0 && a.sequence < b.sequence);
    });
  }

  get counts(): { readonly active: number; readonly backoff: number; readonly unschedulable: number; readonly gated: number } {
    return { active: this.#active.size, backoff: this.#backoff.size, unschedulable: this.#unschedulable.size, gated: this.#gated.size };
  }

  /** How many of the pods that fit nowhere each plugin turned away. */
  rejections(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { rejectedBy } of this.#unschedulable.values()) for (const plugin of rejectedBy) counts.set(plugin, (counts.get(plugin) ?? 0) + 1);
    return counts;
  }

  /** A pod that waits for a node, new or changed. A change to a pod that no node would take brings it back into play. */
  add(pod: Pod): void {
    const uid = uidOf(pod);
    const wasGated = this.#gated.delete(uid);
    const active = this.#active.get(uid);
    if (active !== undefined) return this.#active.set(uid, { ...active, pod });
    const waiting = this.#backoff.get(uid);
    if (waiting !== undefined) return this.#backoff.set(uid, { ...waiting, queued: { ...waiting.queued, pod } });
    const unschedulable = this.#unschedulable.get(uid);
    this.#unschedulable.delete(uid);
    if (unschedulable !== undefined) return this.#retry({ ...unschedulable, pod }, podUpdated);
    this.#activate({ pod, attempts: 0, sequence: this.#sequence++, enteredAt: this.#clock.monotonic(), triedAt: 0, rejectedBy: new Set() }, wasGated ? podUpdated : podAdded);
  }

  /** A pod that may not be tried until it changes. */
  gate(pod: Pod): void {
    if (!this.has(pod)) this.#onEntered("unschedulable", podAdded);
    this.remove(pod);
    this.#gated.set(uidOf(pod), pod);
  }

  isGated(pod: Pod): boolean {
    return this.#gated.has(uidOf(pod));
  }

  /** Keeps the newest form of a pod that waits for an event, without bringing it back into play. */
  refresh(pod: Pod): void {
    const uid = uidOf(pod);
    const unschedulable = this.#unschedulable.get(uid);
    if (unschedulable !== undefined) this.#unschedulable.set(uid, { ...unschedulable, pod });
    const active = this.#active.get(uid);
    if (active !== undefined) this.#active.set(uid, { ...active, pod });
    const waiting = this.#backoff.get(uid);
    if (waiting !== undefined) this.#backoff.set(uid, { ...waiting, queued: { ...waiting.queued, pod } });
  }

  has(pod: Pod): boolean {
    const uid = uidOf(pod);
    return this.#active.has(uid) || this.#backoff.has(uid) || this.#unschedulable.has(uid) || this.#gated.has(uid);
  }

  remove(pod: Pod): void {
    const uid = uidOf(pod);
    this.#active.delete(uid);
    this.#backoff.delete(uid);
    this.#unschedulable.delete(uid);
    this.#gated.delete(uid);
  }

  /** The next pod to try; it is out of the queue until it is put back. */
  take(): QueuedPod | undefined {
    return this.#active.pop();
  }

  /** No node would take it: it waits for an event that may help. */
  putUnschedulable(queued: QueuedPod, rejectedBy: ReadonlySet<string>): void {
    this.#unschedulable.set(uidOf(queued.pod), this.#tried(queued, rejectedBy));
    this.#onEntered("unschedulable", attemptFailed);
    this.#arm(this.#clock.now() + maximumUnschedulableMs);
  }

  /** Something went wrong that has nothing to do with the nodes: it is tried again after its back-off. */
  putBack(queued: QueuedPod): void {
    this.#retry(this.#tried(queued, new Set()), attemptFailed);
  }

  /** Brings those pods back into play that `mayHelp` names, because of `event`. */
  retryWhere(mayHelp: (queued: QueuedPod) => boolean, event: () => string): void {
    for (const [uid, queued] of [...this.#unschedulable]) {
      if (!mayHelp(queued)) continue;
      this.#unschedulable.delete(uid);
      this.#retry(queued, event());
    }
  }

  stop(): void {
    this.#timer?.timer.cancel();
  }

  #tried(queued: QueuedPod, rejectedBy: ReadonlySet<string>): QueuedPod {
    return { ...queued, attempts: queued.attempts + 1, triedAt: this.#clock.now(), rejectedBy };
  }

  #retry(queued: QueuedPod, event: string): void {
    const readyAt = queued.triedAt + Math.min(maximumBackoffMs, initialBackoffMs * 2 ** (queued.attempts - 1));
    if (queued.attempts === 0 || readyAt <= this.#clock.now()) return this.#activate(queued, event);
    this.#backoff.set(uidOf(queued.pod), { queued, readyAt });
    this.#onEntered("backoff", event);
    this.#arm(readyAt);
  }

  #activate(queued: QueuedPod, event: string): void {
    this.#active.set(uidOf(queued.pod), queued);
    this.#onEntered("active", event);
    this.#onReady();
  }

  /** One timer, for whatever is due first. */
  #arm(at: Millis): void {
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.#timer?.timer.cancel();
    this.#timer = { at, timer: this.#clock.setTimer(at - this.#clock.now(), () => this.#ring()) };
  }

  #ring(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    for (let first = this.#backoff.peek(); first !== undefined && first.readyAt <= now; first = this.#backoff.peek()) {
      this.#backoff.pop();
      this.#activate(first.queued, backoffComplete);
    }
    this.retryWhere((queued) => queued.triedAt + maximumUnschedulableMs <= now, () => unschedulableTimeout);
    const next = this.#backoff.peek();
    if (next !== undefined) this.#arm(next.readyAt);
    let oldest = Number.POSITIVE_INFINITY;
    for (const { triedAt } of this.#unschedulable.values()) oldest = Math.min(oldest, triedAt);
    if (oldest !== Number.POSITIVE_INFINITY) this.#arm(oldest + maximumUnschedulableMs);
  }
}

function uidOf(pod: Pod): string {
  return pod.metadata.uid ?? "";
}
