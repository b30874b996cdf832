import { FutureRevisionError, type Revision, RevisionCompactedError, StoreUnavailableError } from "../contract.ts";

/** An error on its way between threads. */
export type Failure =
  | { readonly type: "compacted"; readonly asked: Revision; readonly compacted: Revision }
  | { readonly type: "future"; readonly asked: Revision; readonly current: Revision }
  | { readonly type: "unavailable"; readonly message: string }
  | { readonly type: "bug"; readonly message: string; readonly stack?: string };

/** Thrown inside the worker; becomes the contract's errors on the other side. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.type);
    this.failure = failure;
  }
}

export function toError(failure: Failure): Error {
  switch (failure.type) {
    case "compacted":
      return new RevisionCompactedError(failure.asked, failure.compacted);
    case "future":
      return new FutureRevisionError(failure.asked, failure.current);
    case "unavailable":
      return new StoreUnavailableError(failure.message);
    case "bug": {
      const error = new Error(failure.message);
      if (failure.stack !== undefined) error.stack = failure.stack;
      return error;
    }
  }
}

/** SQLite's primary result codes that are the world's fault and not ours. Source: sqlite.org/rescode.html. */
const worldFaults: Readonly<Record<number, { why: string; fix: string }>> = {
  8: { why: "the file or its directory is read-only", fix: "make it writable for this user; reads still work" },
  10: { why: "the disk reported an error", fix: "look at the disk's health (dmesg) and at its free space; reads may still work" },
  11: { why: "the file is damaged", fix: "restore it from a backup, or move it away to start with an empty cluster" },
  13: { why: "there is no room left", fix: "free disk space or delete objects; reads still work, and writes will again once there is room" },
  14: { why: "the file cannot be opened", fix: "check that its directory exists and that this user may write there" },
  26: { why: "the file is not a store of this program", fix: "point the data directory elsewhere, or move the file away" },
};

/** The failure to report for whatever was thrown while doing `what` to the store at `path`. */
export function failureOf(error: unknown, what: string, path: string): Failure {
  if (error instanceof FailureError) return error.failure;
  const known = worldFaults[resultCode(error) & 0xff];
  if (known !== undefined) {
    const detail = error instanceof Error ? ` (${error.message})` : "";
    return { type: "unavailable", message: `cannot ${what} the store ${path}: ${known.why}${detail}; ${known.fix}` };
  }
  return error instanceof Error ? { type: "bug", message: error.message, stack: error.stack } : { type: "bug", message: String(error) };
}

/** True when another process or thread holds the database (SQLITE_BUSY). */
export function isBusy(error: unknown): boolean {
  return (resultCode(error) & 0xff) === 5;
}

function resultCode(error: unknown): number {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode : 0;
}
