import type { Clock } from "../../base/clock.ts";
import type { Terminal } from "../contract.ts";

/** Shows steps of long work on stderr: one line that is redrawn on a terminal, a line a step elsewhere. */
export interface ProgressLine {
  step(text: string): void;
  /** Replaces the last step by `text`, with the seconds since the start. */
  finish(text: string): void;
}

export function progressLine(terminal: Terminal, clock: Clock): ProgressLine {
  const started = clock.monotonic();
  const clear = terminal.interactive ? "\r\x1b[K" : "";
  return {
    step: (text) => terminal.err(terminal.interactive ? `${clear}  ${text} ...` : `  ${text}\n`),
    finish: (text) => terminal.err(`${clear}${text} (${((clock.monotonic() - started) / 1000).toFixed(2)} s)\n`),
  };
}
