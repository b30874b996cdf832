/** Milliseconds since the Unix epoch, or a length of time in milliseconds, as the name of the value says. */
export type Millis = number;

/** A timer that has been set and may still be called off. Cancelling one that has fired does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * The only source of time outside `base/`. Production hands out the `RealClock`, tests and the simulator a
 * `VirtualClock` that moves when told.
 */
export interface Clock {
  /** Wall-clock time in milliseconds since the Unix epoch. May jump when the machine's clock is set. */
  now(): Millis;
  /** Milliseconds from an arbitrary start, never going back. For measuring how long something took. */
  monotonic(): Millis;
  /** Runs `task` once, `delayMs` from now. A delay below 0 counts as 0. Never keeps the process alive by itself. */
  setTimer(delayMs: Millis, task: () => void): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason as soon as the signal aborts. */
  sleep(delayMs: Millis, signal?: AbortSignal): Promise<void>;
}
