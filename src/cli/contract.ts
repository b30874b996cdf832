import type { Clock } from "../base/clock.ts";

/** Where a command reads and writes: the terminal in production, arrays in tests. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when stderr is a terminal, so that progress may redraw its line. */
  readonly interactive: boolean;
}

export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Program and arguments with which a process of this same Wherry is started. */
  readonly self: readonly string[];
}

/** An option as `--name`; strings take a value. */
export interface OptionSpec {
  readonly type: "boolean" | "string";
  /** One letter for `-f`. */
  readonly short?: string;
  /** Shown in the help instead of VALUE. */
  readonly placeholder?: string;
  readonly help: string;
}

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** One folder `src/cli/commands/<command>/`, whose `command.ts` exports `command`. A generated index finds it. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows `wherry` in the usage line. */
  readonly usage: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Answers the exit code. Throws UsageError for wrong words and CommandError for what could not be done. */
  run(positionals: readonly string[], options: OptionValues, context: CommandContext): Promise<number>;
}

/** The words were wrong; the usage line is printed below the message. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something could not be done: what, why, and what to type next. Exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly fix: string;
  constructor(what: string, fix: string, options?: ErrorOptions) {
    super(what, options);
    this.fix = fix;
  }
}
