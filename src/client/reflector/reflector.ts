import type { Clock, Millis } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import { StatusError, isStatus } from "../../machinery/errors/status-error.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { apiVersionOf } from "../../machinery/meta/resource.ts";
import type { RequestOptions } from "../../machinery/request/api-request.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import type { Resource } from "../resource.ts";
import type { Transport } from "../transport.ts";
import { type Outcome, type ReflectorState, initialState, nextState } from "./state.ts";

/** Which objects of a resource are reflected; absent fields select all. */
export interface Selection {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Where a reflector puts what it sees. Calls come in order, one at a time. */
export interface ReflectorSink<T> {
  /** The whole state as of `resourceVersion`; what is not in it is gone. */
  replace(items: readonly T[], resourceVersion: string): void;
  apply(type: "ADDED" | "MODIFIED" | "DELETED", object: T): void;
  /** Nothing happened up to `resourceVersion` that was not delivered. */
  bookmark(resourceVersion: string): void;
}

export interface ReflectorOptions<T extends KubeObject> {
  readonly transport: Transport;
  readonly resource: Resource<T>;
  readonly selection?: Selection;
  readonly sink: ReflectorSink<T>;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of every failed list or watch; the reflector goes on by itself. */
  readonly onError?: (error: unknown) => void;
}

/** Delay after the first failure, and the longest. Source: client-go reflector backoff (0.8 s doubling to 30 s, jitter 1.0). */
const firstBackoffMs: Millis = 800;
const maxBackoffMs: Millis = 30_000;
/** A watch that ends sooner without an event is taken for a failure. Source: client-go reflector, very short watch. */
const shortWatchMs: Millis = 1_000;

/**
 * Keeps `sink` equal to the server's state until `signal` aborts: lists, watches from there, resumes a broken watch
 * where it stopped, and lists anew when the server has forgotten that point. Never rejects.
 */
export async function runReflector<T extends KubeObject>(options: ReflectorOptions<T>, signal: AbortSignal): Promise<void> {
  const backoffMs = (failures: number): Millis =>
    Math.min(maxBackoffMs, firstBackoffMs * 2 ** (failures - 1)) * (1 + options.random.float());
  let state: ReflectorState = initialState;
  while (!signal.aborted) {
    const outcome: Outcome = await step(state, options, signal).catch((error: unknown) => failure(error, options.onError));
    if (signal.aborted) return;
    state = nextState(state, outcome, backoffMs);
  }
}

async function step<T extends KubeObject>(state: ReflectorState, options: ReflectorOptions<T>, signal: AbortSignal): Promise<Outcome> {
  switch (state.type) {
    case "listing":
      return list(options, signal);
    case "watching":
      return watch(state.resourceVersion, options, signal);
    case "waiting":
      await options.clock.sleep(state.delayMs, signal).catch(() => undefined); // an abort ends the loop above
      return { type: "waited" };
  }
}

async function list<T extends KubeObject>({ transport, resource, selection, sink }: ReflectorOptions<T>, signal: AbortSignal): Promise<Outcome> {
  const { namespace, ...selectors } = selection ?? {};
  const answer = await transport.list<T>({ verb: "list", resource, namespace, options: { ...selectors } }, signal);
  const resourceVersion = answer.metadata.resourceVersion ?? "";
  sink.replace(answer.items.map((item) => withKind(item, resource)), resourceVersion);
  return { type: "listed", resourceVersion };
}

async function watch<T extends KubeObject>(since: string, options: ReflectorOptions<T>, signal: AbortSignal): Promise<Outcome> {
  const { transport, resource, selection, sink, clock } = options;
  const { namespace, ...selectors } = selection ?? {};
  const watchOptions: RequestOptions = { ...selectors, resourceVersion: since, allowWatchBookmarks: true };
  let resourceVersion = since;
  let eventful = false;
  const startedAt = clock.monotonic();
  try {
    for await (const event of transport.watch<T>({ verb: "watch", resource, namespace, options: watchOptions }, signal)) {
      if (event.type === "ERROR") return errorOutcome(event, resourceVersion, options.onError);
      eventful = true;
      resourceVersion = event.object.metadata?.resourceVersion ?? resourceVersion;
      if (event.type === "BOOKMARK") sink.bookmark(resourceVersion);
      else sink.apply(event.type, withKind(event.object, resource));
    }
  } catch (error) {
    const outcome = failure(error, signal.aborted ? undefined : options.onError);
    return outcome.type === "failed" ? { ...outcome, resourceVersion } : outcome;
  }
  return { type: "ended", resourceVersion, short: !eventful && clock.monotonic() - startedAt < shortWatchMs };
}

function errorOutcome(event: WatchEvent & { type: "ERROR" }, resourceVersion: string, onError: ReflectorOptions<KubeObject>["onError"]): Outcome {
  const { reason, message, details } = event.object;
  if (event.object.code === 410) return { type: "expired" };
  onError?.(new StatusError(reason === "Timeout" ? "Timeout" : "InternalError", message ?? "the watch failed", { details, code: event.object.code }));
  return { type: "failed", resourceVersion, retryAfterMs: (details?.retryAfterSeconds ?? 0) * 1_000 };
}

function failure(error: unknown, onError: ((error: unknown) => void) | undefined): Outcome {
  if (isStatus(error, "Expired", "Gone")) return { type: "expired" };
  onError?.(error);
  return { type: "failed", retryAfterMs: isStatus(error) ? (error.status.details?.retryAfterSeconds ?? 0) * 1_000 : 0 };
}

/** List items come without kind and apiVersion from some servers; events and owner references need them. */
function withKind<T extends KubeObject>(object: T, resource: Resource<T>): T {
  return object.kind === undefined ? { ...object, kind: resource.kind, apiVersion: apiVersionOf(resource) } : object;
}
