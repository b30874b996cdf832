import { onAbort } from "../abort/abort.ts";

/** Gives a permit back. Only the first call counts. */
export type Release = () => void;

/** At most `permits` holders at a time; who has to wait is served in the order of asking. With one permit it is a mutex. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(permits: number) {
    this.#free = permits;
  }

  /** How many wait for a permit. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Rejects with the signal's reason when it aborts before a permit is free. */
  async acquire(signal?: AbortSignal): Promise<Release> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#turn(signal);
    return this.#release();
  }

  /** Runs `task` with a permit. */
  async run<T>(task: () => Promise<T> | T, signal?: AbortSignal): Promise<T> {
    const release = await this.acquire(signal);
    try {
      return await task();
    } finally {
      release();
    }
  }

  #release(): Release {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const next = this.#waiting.shift();
      // The permit goes from hand to hand, so that nobody who comes later gets between.
      if (next === undefined) this.#free++;
      else next();
    };
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const served = () => {
        registration?.dispose();
        resolve();
      };
      this.#waiting.push(served);
      const registration =
        signal === undefined
          ? undefined
          : onAbort(signal, () => {
              this.#waiting.splice(this.#waiting.indexOf(served), 1);
              reject(signal.reason);
            });
    });
  }
}
