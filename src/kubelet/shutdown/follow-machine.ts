import type { Clock, Millis } from "../../base/clock.ts";
import { exponentialBackoff } from "../../base/workqueue/backoff.ts";
import { formatGoDuration } from "../../machinery/duration/go-duration.ts";
import type { ShutdownDelay, ShutdownPort } from "../ports/shutdown-port.ts";
import type { NodeShutdown } from "./node-shutdown.ts";
import { type ShutdownPeriod, totalSeconds } from "./periods.ts";

/** Source of the first: kubernetes nodeshutdown dbusReconnectPeriod. */
const backoff = exponentialBackoff(1_000, 60_000);

/** Source: D-Bus' default for the answer to a call. */
const openTimeoutMs: Millis = 25_000;

export interface FollowMachineOptions {
  readonly port: ShutdownPort;
  readonly shutdown: NodeShutdown;
  readonly periods: readonly ShutdownPeriod[];
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  /** Something that is worth a line in the log. */
  readonly onNotice: (text: string) => void;
}

/**
 * Holds the machine's shutdown up until pods have ended, until `signal` aborts. Returns at once on a machine that has
 * nobody to ask: there a shutdown shows as SIGTERM.
 */
export async function followMachine(options: FollowMachineOptions, signal: AbortSignal): Promise<void> {
  const { port, clock, onError, onNotice } = options;
  for (let failures = 0; !signal.aborted; ) {
    const ended = new AbortController();
    const timer = clock.setTimer(openTimeoutMs, () => ended.abort());
    const stop = (): void => ended.abort();
    signal.addEventListener("abort", stop, { once: true });
    try {
      let delay: ShutdownDelay | undefined;
      delay = await port.open({ onPrepare: (isShuttingDown) => prepare(options, delay, isShuttingDown), onClose: stop }, ended.signal);
      timer.cancel();
      if (delay === undefined) return onNotice("this machine has no systemd-logind to ask: its shutdown is known by SIGTERM, and waits for this process only");
      failures = 0;
      warnOfShortDelay(options, delay);
      delay.hold();
      await aborted(ended.signal);
      delay.release();
      delay.close();
    } catch (error) {
      if (!signal.aborted) onError(error);
    } finally {
      timer.cancel();
      signal.removeEventListener("abort", stop);
    }
    if (!signal.aborted) await clock.sleep(backoff(++failures), signal).catch(() => undefined);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve(), { once: true })));
}

function prepare({ shutdown, periods }: FollowMachineOptions, delay: ShutdownDelay | undefined, isShuttingDown: boolean): void {
  if (isShuttingDown) void shutdown.begin(periods).finally(() => delay?.release());
  else {
    shutdown.cancel();
    delay?.hold();
  }
}

function warnOfShortDelay({ periods, onNotice }: FollowMachineOptions, { maximumMs }: ShutdownDelay): void {
  const seconds = totalSeconds(periods);
  if (maximumMs >= seconds * 1_000) return;
  onNotice(`systemd-logind waits ${formatGoDuration(maximumMs)} for a shutdown and pods are granted ${seconds}s: the rest is cut off unless InhibitDelayMaxSec=${seconds} is set in /etc/systemd/logind.conf.d/wherry.conf and systemd-logind is reloaded`);
}
