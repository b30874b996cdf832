/** Takes back a registration. Doing so twice does nothing. */
export interface Registration {
  dispose(): void;
}

/**
 * What runs when a signal aborts, in the order of asking. A signal of our own has one listener, whatever waits for it:
 * an EventTarget goes through all it has at every change, which thousands that share a signal would feel.
 */
const waitingFor = new WeakMap<AbortSignal, Set<() => void>>();

/** Runs `task` once when `signal` aborts, at once if it already has. Dispose when it no longer matters, or a long-lived signal keeps the task alive. */
export function onAbort(signal: AbortSignal, task: () => void): Registration {
  if (signal.aborted) {
    task();
    return { dispose() {} };
  }
  const waiting = waitingFor.get(signal) ?? listenTo(signal);
  const own = (): void => task(); // the same task may be registered twice
  waiting.add(own);
  return { dispose: () => void waiting.delete(own) };
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const waiting = new Set<() => void>();
  waitingFor.set(signal, waiting);
  const run = (): void => {
    for (const task of waiting) {
      waiting.delete(task);
      try {
        task();
      } catch (error) {
        queueMicrotask(() => {
          throw error; // as of a listener: the others run all the same
        });
      }
    }
  };
  signal.addEventListener("abort", run, { once: true });
  return waiting;
}

export interface LinkedSignal extends Registration {
  readonly signal: AbortSignal;
  /** Aborts this signal and none of those it follows. */
  abort(reason?: unknown): void;
}

/**
 * A signal that aborts with the first of `signals`, and that can be aborted by itself. Unlike `AbortSignal.any`, it
 * lets go of the others when disposed (or aborted), so a signal that lives as long as the process collects nothing.
 */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const controller = new AbortController();
  const registrations: Registration[] = [];
  const dispose = () => {
    for (const registration of registrations) registration.dispose();
    registrations.length = 0;
  };
  const abort = (reason?: unknown) => {
    dispose();
    controller.abort(reason);
  };
  for (const signal of signals) {
    if (signal === undefined) continue;
    if (controller.signal.aborted) break;
    registrations.push(onAbort(signal, () => abort(signal.reason)));
  }
  if (controller.signal.aborted) dispose();
  return { signal: controller.signal, abort, dispose };
}

/** Settles as `promise` does, or rejects with the signal's reason as soon as it aborts. What `promise` does afterwards is ignored. */
export function abortableRace<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const registration = onAbort(signal, () => reject(signal.reason));
    promise.then(
      (value) => {
        registration.dispose();
        resolve(value);
      },
      (error: unknown) => {
        registration.dispose();
        reject(error);
      },
    );
  });
}

/** Resolves when `signal` aborts; never rejects. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    onAbort(signal, resolve);
  });
}

/** True when `error` is what a call throws because `signal` aborted, and not a failure of its own. */
export function isAbortOf(signal: AbortSignal, error: unknown): boolean {
  return signal.aborted && (error === signal.reason || (error instanceof Error && error.name === "AbortError"));
}
