import type { Attributes } from "../authz/attributes.ts";
import { isPath } from "../authz/attributes.ts";
import type { ReadOptions } from "../flowcontrol/estimate-seats.ts";
import { RejectedRequest } from "../flowcontrol/rejection.ts";
import type { Entered } from "../flowcontrol/seat.ts";
import type { Incoming, Outgoing } from "./exchange.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { respondText } from "./respond.ts";
import { isTrue } from "./verb.ts";

/** Parts of an object that stream for as long as the client wants. Source: kubernetes cmd/kube-apiserver BasicLongRunningRequestCheck. */
const streams = new Set(["attach", "exec", "proxy", "log", "portforward"]);

/** True for what flow control does not count: it lasts, and is no watch. */
export function isStreaming(attributes: Attributes): boolean {
  return !isPath(attributes) && attributes.subresource !== undefined && streams.has(attributes.subresource);
}

/** A request waits a quarter of its time for a seat, at most. Source: apiserver server/filters getRequestWaitContext. */
const waitPart = 4;
const longestWaitMs = 60_000;

/** Waits until flow control lets the request in, and tells the client by which schema and level. Throws RejectedRequest. */
export async function enterFlow({ server, response, query, signal, timeoutMs }: HttpExchange, attributes: Attributes): Promise<Entered> {
  try {
    const entered = server.flowControl.enter(attributes, { signal, waitLimitMs: Math.min(timeoutMs / waitPart, longestWaitMs), read: attributes.verb === "list" || attributes.verb === "watch" ? costOf(query) : undefined });
    const seat = entered instanceof Promise ? await entered : entered;
    tellFlow(response, seat);
    return seat;
  } catch (error) {
    if (error instanceof RejectedRequest) server.metrics.refused(attributes, error.code);
    throw error;
  }
}

/** As far as they decide what a list or watch costs: what is wrong with them is told later. */
function costOf(query: URLSearchParams): ReadOptions {
  const text = (name: string) => query.get(name) ?? undefined;
  const sendInitialEvents = text("sendInitialEvents");
  return {
    resourceVersion: text("resourceVersion"),
    resourceVersionMatch: text("resourceVersionMatch"),
    continue: text("continue"),
    labelSelector: text("labelSelector"),
    limit: Number(text("limit") ?? 0) || 0,
    sendInitialEvents: sendInitialEvents === undefined ? undefined : isTrue(sendInitialEvents),
  };
}

/** A refusal is no Status but plain text. Source: apiserver server/filters tooManyRequests. */
export function respondRejected(request: Incoming, response: Outgoing, rejected: RejectedRequest): Promise<void> {
  if (response.headersSent) return Promise.resolve();
  tellFlow(response, rejected);
  response.setHeader("Retry-After", String(rejected.retryAfterSeconds));
  response.setHeader("X-Content-Type-Options", "nosniff");
  return respondText(request, response, rejected.code, `${rejected.message}\n`);
}

function tellFlow(response: Outgoing, { flowSchemaUid, priorityLevelUid }: Pick<Entered, "flowSchemaUid" | "priorityLevelUid">): void {
  if (response.headersSent) return;
  response.setHeader("X-Kubernetes-PF-FlowSchema-UID", flowSchemaUid);
  response.setHeader("X-Kubernetes-PF-PriorityLevel-UID", priorityLevelUid);
}
