import type { Clock, Millis } from "../../../base/clock.ts";
import type { Containers } from "./containers.ts";

const checkEveryMs: Millis = 10_000;

/** Every end is told by the container's conmon, but the end of a conmon itself is told by nobody: that is looked for now and then. */
export async function watchForLost(containers: Containers, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(checkEveryMs, signal).catch(() => {}); // only the signal ends it early
    if (!signal.aborted) containers.endLost();
  }
}
