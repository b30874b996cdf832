/** Why a sandbox or container could not be brought up: the waiting reason, and when to try again. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly reason: string;
  readonly retryInMs: number;
  constructor(reason: string, message: string, retryInMs: number, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.retryInMs = retryInMs;
  }
}
