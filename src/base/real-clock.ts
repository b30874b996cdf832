import type { Clock, Millis, Timer } from "./clock.ts";

/** The longest delay that one `setTimeout` can wait for; longer ones fire at once. Source: HTML timers, a signed 32-bit integer. */
const longestDelayMs = 2 ** 31 - 1;

type Handle = ReturnType<typeof setTimeout>;

/** The machine's own time. Its timers never keep the process alive. */
export class RealClock implements Clock {
  now(): Millis {
    return Date.now();
  }

  monotonic(): Millis {
    return performance.now();
  }

  setTimer(delayMs: Millis, task: () => void): Timer {
    return new RealTimer(Math.max(0, delayMs), task);
  }

  sleep(delayMs: Millis, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, delayMs, signal);
  }
}

/** Waits out delays that are longer than `setTimeout` can, a stretch at a time. */
class RealTimer implements Timer {
  #handle: Handle | undefined;

  constructor(delayMs: Millis, task: () => void) {
    this.#wait(delayMs, task);
  }

  cancel(): void {
    // Node keeps a list for each length of delay, and lets go of an empty one early only when its last timer counted.
    if (typeof this.#handle === "object") this.#handle.ref();
    clearTimeout(this.#handle);
    this.#handle = undefined;
  }

  #wait(delayMs: Millis, task: () => void): void {
    const stretchMs = Math.min(delayMs, longestDelayMs);
    const handle = setTimeout(() => {
      this.#handle = undefined;
      if (delayMs > stretchMs) this.#wait(delayMs - stretchMs, task);
      else task();
    }, stretchMs);
    // A browser's handle is a number and has nothing to detach.
    if (typeof handle === "object") handle.unref();
    this.#handle = handle;
  }
}

/** `Clock.sleep` in terms of `Clock.setTimer`: leaves neither a timer nor a listener behind, whichever ends it. */
export function sleepOn(clock: Pick<Clock, "setTimer">, delayMs: Millis, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = clock.setTimer(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
