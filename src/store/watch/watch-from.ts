import type { Revision, Store, StoreEvent } from "../contract.ts";
import type { WatchHub } from "./watch-hub.ts";

/** Events read from the log at a time while a watch catches up. */
const replayPage = 1_000;

/**
 * `Store.watch` for a backend that has a log to read and a hub that hears of every commit: replays the past from the
 * log, then goes on with what the hub buffered meanwhile. The subscription's `from` is where one ends and the other
 * begins, so nothing comes twice and nothing is left out.
 */
export async function* watchFrom(hub: WatchHub, log: Pick<Store, "changes">, options: { prefix: string; since: Revision; signal: AbortSignal }): AsyncGenerator<readonly StoreEvent[], void, undefined> {
  const { prefix, since, signal } = options;
  if (signal.aborted) return;
  const live = hub.subscribe(prefix);
  const cancel = () => live.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    let reached = since;
    do {
      // Runs at least once, also for a watch that starts now: it is what refuses compacted and future revisions.
      const { events, through } = await log.changes(prefix, reached, { limit: replayPage });
      const past = events.filter((event) => event.revision <= live.from);
      if (past.length > 0 && !signal.aborted) yield past;
      reached = through;
    } while (reached < live.from && !signal.aborted);
    for (;;) {
      const batch = await live.next();
      if (batch === undefined || signal.aborted) return;
      yield batch;
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    live.cancel();
  }
}
