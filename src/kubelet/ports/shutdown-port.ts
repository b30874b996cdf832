/** Somebody who tells of the machine's shutdown before it happens and waits for us. */
export interface ShutdownPort {
  /** Asks to be told. Undefined when this machine has nobody who would. Throws when it has and does not answer, or `signal` aborts. */
  open(handlers: ShutdownHandlers, signal: AbortSignal): Promise<ShutdownDelay | undefined>;
}

export interface ShutdownHandlers {
  /** The machine is about to shut down, or stays after all. */
  readonly onPrepare: (isShuttingDown: boolean) => void;
  /** Nobody tells us any more. */
  readonly onClose: () => void;
}

export interface ShutdownDelay {
  /** How long the machine waits for us at most. */
  readonly maximumMs: number;
  /** Asks the machine to wait for `release`. */
  hold(): void;
  /** The machine need not wait any longer. */
  release(): void;
  close(): void;
}
