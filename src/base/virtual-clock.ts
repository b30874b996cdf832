import type { Clock, Millis, Timer } from "./clock.ts";
import { KeyedHeap } from "./heap/keyed-heap.ts";
import { sleepOn } from "./real-clock.ts";

interface PendingTimer {
  readonly dueMs: Millis;
  readonly sequence: number;
  readonly task: () => void;
}

export interface VirtualClockOptions {
  /** The wall-clock time at the start. Default: 2026-01-01T00:00:00Z. */
  startMs?: Millis;
  /**
   * How many turns of the event loop count as "everything under way has settled". Each turn also drains all
   * microtasks, so this matters only for code that goes through several macrotasks without a timer. Default: 3.
   */
  settleTurns?: number;
}

/**
 * A clock that stands still until told to move. Timers that are due at the same time fire in the order they were set,
 * and the work that one sets off settles before the next fires (the rule of Go's `synctest`), so that a test sees the
 * same history every time.
 */
export class VirtualClock implements Clock {
  readonly #settleTurns: number;
  readonly #timers = new KeyedHeap<number, PendingTimer>((a, b) => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence));
  #elapsedMs: Millis = 0;
  #wallOffsetMs: Millis;
  #sequence = 0;
  /** The last `advance` that was asked for: the next one begins after it. */
  #moving: Promise<void> = Promise.resolve();

  constructor(options: VirtualClockOptions | Millis = {}) {
    const { startMs = Date.UTC(2026, 0, 1), settleTurns = 3 } = typeof options === "number" ? { startMs: options } : options;
    this.#wallOffsetMs = startMs;
    this.#settleTurns = settleTurns;
  }

  now(): Millis {
    return this.#wallOffsetMs + this.#elapsedMs;
  }

  monotonic(): Millis {
    return this.#elapsedMs;
  }

  setTimer(delayMs: Millis, task: () => void): Timer {
    const sequence = this.#sequence++;
    // Whole milliseconds, as real timers have them: sums of fractions would never meet the moment that a test moves to.
    this.#timers.set(sequence, { dueMs: Math.ceil(this.#elapsedMs + Math.max(0, delayMs)), sequence, task });
    return { cancel: () => void this.#timers.delete(sequence) };
  }

  sleep(delayMs: Millis, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, delayMs, signal);
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds to the next timer, or undefined when none is set. */
  get nextTimerMs(): Millis | undefined {
    const next = this.#timers.peek();
    return next === undefined ? undefined : next.dueMs - this.#elapsedMs;
  }

  /** Lets work under way settle, then moves time by `byMs`, firing what comes due on the way and settling after each timer. */
  advance(byMs: Millis): Promise<void> {
    return this.#afterMoving(async () => {
      await this.settle();
      const untilMs = this.#elapsedMs + byMs;
      while (await this.#fireNext(untilMs));
      this.#elapsedMs = untilMs;
    });
  }

  /** Moves time to the next timer and fires it. Resolves with false when none is set. */
  async advanceToNext(): Promise<boolean> {
    let fired = false;
    await this.#afterMoving(async () => {
      await this.settle();
      fired = await this.#fireNext(Number.POSITIVE_INFINITY);
    });
    return fired;
  }

  /** Lets work that needs no timer run to its end, without moving time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < this.#settleTurns; turn++) await eventLoopTurn();
  }

  /** Sets the wall clock, as an operator or NTP would: `now` jumps, timers and `monotonic` do not. */
  setWallClock(toMs: Millis): void {
    this.#wallOffsetMs = toMs - this.#elapsedMs;
  }

  async #fireNext(untilMs: Millis): Promise<boolean> {
    const next = this.#timers.peek();
    if (next === undefined || next.dueMs > untilMs) return false;
    this.#timers.pop();
    this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
    next.task();
    await this.settle();
    return true;
  }

  #afterMoving(move: () => Promise<void>): Promise<void> {
    const moved = this.#moving.then(move);
    this.#moving = moved.catch(() => {});
    return moved;
  }
}

/** One turn of the event loop. A browser has no `setImmediate`; a message port is its shortest way to a macrotask. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    const onMessage = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", onMessage);
    port1.start();
    port2.postMessage(undefined);
  });
}
