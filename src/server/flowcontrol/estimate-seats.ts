import type { RequestOptions } from "../../machinery/request/api-request.ts";
import { type Attributes, isPath, type ResourceAttributes } from "../authz/attributes.ts";
import type { ConfiguredLimits } from "./decide-limits.ts";
import type { Queuing } from "./queue-set.ts";

/** How many objects of a resource there are and about how large they are in the store; undefined where that is not known. */
export type StoredObjects = (group: string, version: string, resource: string) => { readonly count: number; readonly averageBytes: number } | undefined;

/** What a list or watch asks for besides what authorization looks at. */
export type ReadOptions = Pick<RequestOptions, "resourceVersion" | "continue" | "labelSelector" | "limit" | "sendInitialEvents"> & { readonly resourceVersionMatch?: string };

/** Source: apiserver util/flowcontrol/request bytesPerSeat, cacheWithStreamingMaxMemoryUsage, MaximumListSeatsLimit. */
const bytesPerSeat = 100_000;
const mostBytesFromCache = 1_000_000;
const mostSeats = 100;
/** Part of its level that one request may take. Source: apiserver util/flowcontrol priorityLevelMaxSeatsPercent. */
const mostOfLevel = 0.15;

/** Seats that one request of a level may take at most. Source: apiserver util/flowcontrol finishQueueSetReconfigsLocked. */
export function mostSeatsOf(queuing: Queuing, { nominal }: ConfiguredLimits): number {
  if (queuing.type !== "queue") return mostSeats;
  return Math.min(mostSeats, Math.max(1, Math.min(Math.ceil(nominal * mostOfLevel), Math.floor(nominal / queuing.handSize))));
}

export interface EstimateOptions {
  readonly read?: ReadOptions;
  /** Of the request's level. */
  readonly most: number;
  readonly storedObjects: StoredObjects;
}

/**
 * Seats that a request takes: a list, and a watch that begins with the state, by the bytes that are in hand for it at
 * once; everything else one. Source: apiserver util/flowcontrol/request listWorkEstimator, seatsBasedOnObjectSize.
 */
export function estimateSeats(request: Attributes, { read = {}, most, storedObjects }: EstimateOptions): number {
  if (isPath(request) || (request.verb !== "list" && request.verb !== "watch")) return 1;
  if (request.verb === "watch" && !beginsWithState(read)) return 1;
  const stored = storedObjects(request.group, request.version, request.resource);
  if (stored === undefined) return 1;
  const isFromCache = request.verb === "watch" || isListFromCache(read);
  const bytes = objectsInHand(request, read, { count: stored.count, isFromCache }) * stored.averageBytes;
  const seats = Math.ceil((isFromCache ? Math.min(bytes, mostBytesFromCache) : bytes) / bytesPerSeat);
  return Math.max(1, Math.min(most, seats));
}

/** As upstream sees it: a watch from any revision but 0 that does not ask for the state begins with changes alone. */
function beginsWithState({ sendInitialEvents, resourceVersion = "" }: ReadOptions): boolean {
  return sendInitialEvents === true || resourceVersion === "" || resourceVersion === "0";
}

/** Upstream's cache has no state of the past; pages and lists at a revision come from its store. Source: apiserver storage/cacher/delegator ShouldDelegateList with CacheWithoutSnapshots. */
function isListFromCache({ resourceVersion = "", resourceVersionMatch = "", limit = 0, continue: next = "" }: ReadOptions): boolean {
  if (resourceVersionMatch !== "") return resourceVersionMatch === "NotOlderThan";
  return next === "" && !(limit > 0 && resourceVersion !== "" && resourceVersion !== "0");
}

function objectsInHand({ name, fieldSelector = "" }: ResourceAttributes, { limit = 0, labelSelector = "" }: ReadOptions, { count, isFromCache }: { readonly count: number; readonly isFromCache: boolean }): number {
  if (name !== undefined) return 1;
  const limited = limit > 0 ? Math.min(limit, count) : count;
  const isSelected = fieldSelector !== "" || labelSelector !== "";
  return !isFromCache && isSelected ? Math.max(limited, Math.trunc(count / 2)) : limited;
}
