/**
 * What an expression ends with where it has no value: `no such key: x`. Thrown, and not an Error: operators that absorb
 * failures (`||`, `exists`) meet them by the thousand, and nobody reads their stacks.
 */
export class Failure {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** The expression cost more than it may; no operator absorbs that. */
export class CostExceeded {
  readonly message = "operation cancelled: actual cost limit exceeded";
}

export function noSuchOverload(): Failure {
  return new Failure("no such overload");
}

/** What a plan gives, or its failure as a value. */
export function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
