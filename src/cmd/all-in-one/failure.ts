/** Why a cluster could not be started or stopped, with what to type next. */
export class ClusterFailure extends Error {
  override readonly name = "ClusterFailure";
  readonly fix: string;
  constructor(message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.fix = fix;
  }
}

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && /EROFS|read-only file system/i.test(error.message); // rmSync gives no code for it
}

/** Any error as a failure; one without advice points to the log. */
export function asFailure(error: unknown, dataDir: string): ClusterFailure {
  if (error instanceof ClusterFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (isReadOnly(error)) return new ClusterFailure(`the disk of ${dataDir} is read-only: ${message}`, "repair the disk, or mount it writable, and type the command again", { cause: error });
  return new ClusterFailure(message, `see the end of: wherry logs --data-dir ${dataDir}`, { cause: error });
}
