import type { Clock, Millis } from "../../base/clock.ts";
import type { Client } from "../../client/client.ts";
import { pods } from "../../client/resources.ts";

/** How long the follower waits before it watches again when its watch has ended. */
const againMs: Millis = 500;

/** Watches all pods through the API, and again from where it was whenever the watch ends: it must see every change once, in order. */
export class Follower {
  /** Revisions of the changes seen, in the order in which they came. */
  readonly seen: number[] = [];
  /** The server has forgotten what lay between two watches, and said so: what is missing proves nothing. */
  hasGap = false;
  #resourceVersion: string;

  constructor(startRevision: number) {
    this.#resourceVersion = `${startRevision}`;
  }

  async follow(client: Client, clock: Clock, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.hasGap) {
      try {
        await this.#watch(client, signal);
      } catch {
        // The server is away.
      }
      await clock.sleep(againMs, signal).catch(() => undefined);
    }
  }

  async #watch(client: Client, signal: AbortSignal): Promise<void> {
    for await (const { type, object } of client.transport.watch({ verb: "watch", resource: pods, options: { resourceVersion: this.#resourceVersion } }, signal)) {
      if (type === "ERROR") {
        this.hasGap = true;
        return;
      }
      this.#resourceVersion = object.metadata?.resourceVersion ?? this.#resourceVersion;
      if (type !== "BOOKMARK") this.seen.push(Number(this.#resourceVersion));
    }
  }
}
