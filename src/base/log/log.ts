import type { Clock } from "../clock.ts";

/** From the least to the most urgent. */
export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What goes with a message: names and plain values. An Error is written with its message (and its stack at debug level). */
export type LogFields = Readonly<Record<string, unknown>>;

export interface LogRecord {
  readonly timeMs: number;
  readonly level: LogLevel;
  /** The component that speaks, e.g. `controller/job`. */
  readonly component: string;
  readonly message: string;
  readonly fields: LogFields;
}

/** Where records go. Must not throw, and must not keep a record back for long: who logs does not wait. */
export type LogSink = (record: LogRecord) => void;

export interface LoggerOptions {
  readonly clock: Pick<Clock, "now">;
  readonly sink: LogSink;
  /** Records below this level are dropped before they are made. Default: info. */
  readonly level?: LogLevel;
  readonly component?: string;
  readonly fields?: LogFields;
}

/** Says what happens. Immutable: `named` and `with` give new loggers. */
export class Logger {
  readonly #options: Required<LoggerOptions>;
  readonly #threshold: number;

  constructor(options: LoggerOptions) {
    this.#options = { level: "info", component: "", fields: {}, ...options };
    this.#threshold = logLevels.indexOf(this.#options.level);
  }

  /** A logger for a part of this component: `kubelet` becomes `kubelet/probes`. */
  named(part: string): Logger {
    const { component } = this.#options;
    return new Logger({ ...this.#options, component: component === "" ? part : `${component}/${part}` });
  }

  /** A logger whose every record carries these fields too. */
  with(fields: LogFields): Logger {
    return new Logger({ ...this.#options, fields: { ...this.#options.fields, ...fields } });
  }

  isEnabled(level: LogLevel): boolean {
    return logLevels.indexOf(level) >= this.#threshold;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write("debug", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write("info", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write("warn", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write("error", message, fields);
  }

  #write(level: LogLevel, message: string, fields: LogFields | undefined): void {
    if (!this.isEnabled(level)) return;
    const { clock, sink, component, fields: own } = this.#options;
    sink({ timeMs: clock.now(), level, component, message, fields: fields === undefined ? own : { ...own, ...fields } });
  }
}

/** A logger that says nothing, for tests and for callers without interest. */
export const silentLogger: Logger = new Logger({ clock: { now: () => 0 }, sink: () => {} });
