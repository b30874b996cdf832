/** Why a cluster could not be started or stopped, with what to type next. */
export class ClusterFailure extends Error {
  override readonly name = "ClusterFailure";
  readonly fix: string;
  constructor(message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.fix = fix;
  }
}

/** Any error as a failure; one without advice points to the log. */
export function asFailure(error: unknown, dataDir: string): ClusterFailure {
  if (error instanceof ClusterFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ClusterFailure(message, `see the end of: wherry logs --data-dir ${dataDir}`, { cause: error });
}
