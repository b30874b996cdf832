import type { Event, ObjectReference } from "../../api/types/core/v1.gen.ts";
import type { Clock, Millis } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { formatTime } from "../../machinery/time/time.ts";
import { Client } from "../client.ts";
import { events } from "../resources.ts";
import type { Transport } from "../transport.ts";
import { type Correlation, EventCorrelator } from "./correlator.ts";
import { referenceTo } from "./reference.ts";

export type EventType = "Normal" | "Warning";

export interface EventRecorderOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** Who the events come from, as `kubectl describe` shows it: `job-controller`, `kubelet`. */
  readonly component: string;
  /** The node's name, for components that run one a node. */
  readonly host?: string;
  /** Told of events that could not be written. */
  readonly onError?: (error: unknown) => void;
}

/** What an event may say besides the four things it must. */
export interface EventDetails {
  /** What was done or failed; events.k8s.io asks for it (`Binding`, `Scheduling`). */
  readonly action?: string;
  readonly related?: ObjectReference;
  /** The part of the object that the event is about, such as `spec.containers{web}`. */
  readonly fieldPath?: string;
}

/** Events waiting to be written; more are dropped, the newest first. Source: client-go record maxQueuedEvents (1000). */
const maxQueued = 1_000;
/** Source: client-go record maxTriesPerEvent and defaultSleepDuration. */
const maxTries = 12;
const retryMs: Millis = 10_000;

/**
 * Tells people what happened to an object. Never blocks and never throws: events are written one after another behind
 * the caller's back, repeated ones are counted up, floods are cut. An event is a help, not a record: it may be lost.
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #client: Client;
  readonly #correlator = new EventCorrelator();
  readonly #queue: Event[] = [];
  #writing: Promise<void> | undefined;
  #stopped = new AbortController();

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#client = new Client(options.transport);
  }

  event(object: KubeObject, type: EventType, reason: string, message: string, details: EventDetails = {}): void {
    this.eventFor(referenceTo(object, details.fieldPath), type, reason, message, details);
  }

  /** For objects of which only the reference is at hand. */
  eventFor(object: ObjectReference, type: EventType, reason: string, message: string, details: EventDetails = {}): void {
    if (this.#queue.length >= maxQueued || this.#stopped.signal.aborted) return;
    this.#queue.push(this.#make(object, { type, reason, message, details }));
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when everything recorded so far has been written or given up. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  /** Drops what is queued; later events are ignored. */
  stop(): void {
    this.#queue.length = 0;
    this.#stopped.abort();
  }

  #make(object: ObjectReference, what: { type: EventType; reason: string; message: string; details: EventDetails }): Event {
    const { clock, component, host } = this.#options;
    const now = clock.now();
    const timestamp = formatTime(now);
    const { action, related } = what.details;
    return {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `${object.name}.${this.#suffix(now)}`, namespace: object.namespace || "default" },
      involvedObject: object,
      reason: what.reason,
      message: what.message,
      source: host === undefined ? { component } : { component, host },
      firstTimestamp: timestamp,
      lastTimestamp: timestamp,
      count: 1,
      type: what.type,
      reportingComponent: component,
      reportingInstance: host ?? "",
      ...(action === undefined ? {} : { action }),
      ...(related === undefined ? {} : { related }),
    };
  }

  /** Nanoseconds since the epoch in hex, as client-go names events; below the millisecond a random number stands in. */
  #suffix(now: Millis): string {
    return (BigInt(now) * 1_000_000n + BigInt(this.#options.random.int(1_000_000))).toString(16);
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve(); // lets the caller go on first
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      const correlation = this.#correlator.correlate(event, this.#options.clock.now());
      if (correlation.type !== "drop") await this.#write(correlation);
    }
    this.#writing = undefined;
  }

  async #write(correlation: Exclude<Correlation, { type: "drop" }>): Promise<void> {
    const signal = this.#stopped.signal;
    for (let tries = 1; !signal.aborted; tries++) {
      try {
        return await this.#send(correlation);
      } catch (error) {
        // The server has spoken: trying again would only be refused again (a namespace being deleted, a name taken).
        if ((isStatus(error) && error.code < 500 && error.code !== 429) || tries === maxTries) return this.#options.onError?.(error);
      }
      await this.#options.clock.sleep(tries === 1 ? retryMs * this.#options.random.float() : retryMs, signal).catch(() => undefined);
    }
  }

  async #send(correlation: Exclude<Correlation, { type: "drop" }>): Promise<void> {
    const signal = this.#stopped.signal;
    if (correlation.type === "create") {
      await this.#client.create(events, correlation.event, undefined, signal);
      return;
    }
    const { namespace, name, changes, event } = correlation;
    try {
      await this.#client.patch(events, { namespace, name }, { type: "application/merge-patch+json", body: changes }, undefined, signal);
    } catch (error) {
      if (!isStatus(error, "NotFound")) throw error;
      await this.#client.create(events, event, undefined, signal); // it has expired or was deleted
    }
  }
}
