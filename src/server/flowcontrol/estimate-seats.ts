import { type Attributes, isPath } from "../authz/attributes.ts";
import type { ConfiguredLimits } from "./decide-limits.ts";
import type { Queuing } from "./queue-set.ts";

/** How many objects of a resource there are; undefined where that is not known. */
export type ObjectCount = (group: string, version: string, resource: string) => number | undefined;

/** Objects that a list goes through for one seat. Source: apiserver util/flowcontrol/request objectsPerSeat. */
const objectsPerSeat = 100;
const mostSeats = 10;
/** Part of its level that one request may take. Source: apiserver util/flowcontrol priorityLevelMaxSeatsPercent. */
const mostOfLevel = 0.15;

/** Seats that one request of a level may take at most. Source: apiserver util/flowcontrol finishQueueSetReconfigsLocked. */
export function mostSeatsOf(queuing: Queuing, { nominal }: ConfiguredLimits): number {
  if (queuing.type !== "queue") return mostSeats;
  return Math.min(mostSeats, Math.max(1, Math.min(Math.ceil(nominal * mostOfLevel), Math.floor(nominal / queuing.handSize))));
}

/**
 * Seats that a request takes: a list by how many objects it goes through, which are all of the resource, whatever it
 * selects; one that asks for a single name takes one. Source: apiserver util/flowcontrol/request seatsBasedOnObjectCount.
 */
export function estimateSeats(request: Attributes, most: number, objectCount: ObjectCount): number {
  if (request.verb !== "list" || isPath(request) || request.name !== undefined) return 1;
  const count = objectCount(request.group, request.version, request.resource) ?? 0;
  return Math.max(1, Math.min(most, Math.ceil(count / objectsPerSeat)));
}
