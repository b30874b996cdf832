/** Why a sandbox or container could not be brought up: the waiting reason, and when to try again. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly reason: string;
  readonly retryInMs: number;
  /** Each further failure of the same reason doubles the delay up to this. Absent: it stays the same. */
  readonly maximumRetryMs: number;
  constructor(reason: string, message: string, retryInMs: number, options?: ErrorOptions & { readonly maximumRetryMs?: number }) {
    super(message, options);
    this.reason = reason;
    this.retryInMs = retryInMs;
    this.maximumRetryMs = options?.maximumRetryMs ?? retryInMs;
  }

  /** Milliseconds until the next try, when this is the last of so many failures in a row. */
  delayMs(failures: number): number {
    return Math.min(this.maximumRetryMs, this.retryInMs * 2 ** (failures - 1));
  }
}
