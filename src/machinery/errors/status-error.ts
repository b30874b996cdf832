import { type Status, type StatusDetails, type StatusReason, statusCodes } from "./status.ts";

export interface StatusErrorOptions {
  details?: StatusDetails;
  /** Overrides the code that goes with the reason. */
  code?: number;
  /** Sent as `details.retryAfterSeconds` and as the `Retry-After` header. */
  retryAfterSeconds?: number;
  /** A fresh `continue` token, sent with 410 Expired of a paged list. */
  continueToken?: string;
  cause?: unknown;
}

/** An error that an API client is meant to see. The reason is the contract; the message is for people and for clients that match on upstream's words. */
export class StatusError extends Error {
  readonly reason: StatusReason;
  readonly status: Status;

  constructor(reason: StatusReason, message: string, options: StatusErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "StatusError";
    this.reason = reason;
    const details = options.retryAfterSeconds === undefined ? options.details : { ...options.details, retryAfterSeconds: options.retryAfterSeconds };
    this.status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: options.continueToken === undefined ? {} : { continue: options.continueToken },
      status: "Failure",
      message,
      reason,
      ...(details === undefined ? {} : { details }),
      code: options.code ?? statusCodes[reason],
    };
  }

  get code(): number {
    return this.status.code;
  }
}

/** True when `error` is a StatusError with one of the given reasons. */
export function isStatus(error: unknown, ...reasons: StatusReason[]): error is StatusError {
  return error instanceof StatusError && (reasons.length === 0 || reasons.includes(error.reason));
}

/** True for the refusal of a patch whose `metadata.uid` is not that of the object: another of the same name stands there by now. */
export function isOtherUid(error: unknown): boolean {
  return isStatus(error, "Invalid") && error.status.details?.causes?.some(({ field }) => field === "metadata.uid") === true;
}
