import { parseTime } from "../../../machinery/time/time.ts";
import type { Event } from "../../types/core/v1.gen.ts";

/** How long an event is kept after it last happened. Source: kube-apiserver --event-ttl. */
const lifetimeMs = 3_600_000;

/**
 * How many events are kept. An hour of thousands of short Jobs makes millions, and the server keeps what it serves in
 * memory; upstream, whose bound is the size of etcd's disk, has none of its own.
 */
export const keptAtMost = 10_000;

export function expiresAtMs({ metadata, lastTimestamp, eventTime, series }: Event): number {
  const times = [metadata.creationTimestamp, lastTimestamp, eventTime, series?.lastObservedTime].map((time) => parseTime(time ?? undefined));
  return Math.max(...times.filter((time) => !Number.isNaN(time))) + lifetimeMs;
}
