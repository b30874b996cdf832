import { type Attributes, isPath } from "../authz/attributes.ts";
import type { PriorityLevel } from "./priority-level.ts";
import type { Seat } from "./seat.ts";
import { writeTable } from "./tab-writer.ts";

/** The pages under `/debug/api_priority_and_fairness/`. Source: apiserver util/flowcontrol/apf_controller_debug.go. */

type Levels = ReadonlyMap<string, PriorityLevel>;

/** Both clocks at the moment, to tell when something happened that was timed by one of them. */
export interface Moment {
  readonly nowMs: number;
  readonly monotonicMs: number;
}

export function dumpPriorityLevels(levels: Levels): string {
  const rows = inOrder(levels).map(({ name, queueSet, isQuiescing, counts }) => [
    name,
    [...queueSet.queues.values()].filter(({ waiting }) => waiting.size > 0).length,
    queueSet.isIdle,
    isQuiescing,
    queueSet.waiting,
    queueSet.executing.length,
    counts.dispatched,
    counts.rejected,
    counts.timedOut,
    counts.cancelled,
  ]);
  return table("PriorityLevelName ActiveQueues IsIdle IsQuiescing WaitingRequests ExecutingRequests DispatchedRequests RejectedRequests TimedoutRequests CancelledRequests", rows);
}

/** Queues that nothing has been in for long are made when they are needed: they are shown empty, up to a bound. */
export function dumpQueues(levels: Levels): string {
  const rows = inOrder(levels).flatMap(({ name, queueSet: { queues, queuing } }) => {
    const configured = queuing.type === "queue" ? Math.min(queuing.queues, mostQueuesShown) : 0;
    const indices = new Set([...Array(configured).keys(), ...queues.keys()]);
    return [...indices]
      .sort((a, b) => a - b)
      .map((index) => {
        const { waiting, executing, seatsInUse, nextDispatchR, seatsWaiting } = queues.get(index) ?? { waiting: { size: 0 }, executing: 0, seatsInUse: 0, nextDispatchR: 0, seatsWaiting: 0 };
        return [name, index, waiting.size, executing, seatsInUse, seatSeconds(nextDispatchR), seatsWaiting, seatsWaiting, seatSeconds(seatsWaiting * secondsPerRequest)];
      });
  });
  return table("PriorityLevelName Index PendingRequests ExecutingRequests SeatsInUse NextDispatchR InitialSeatsSum MaxSeatsSum TotalWorkSum", rows);
}

export function dumpRequests(levels: Levels, moment: Moment, options: { readonly withDetails: boolean }): string {
  const header = "PriorityLevelName FlowSchemaName QueueIndex RequestIndexInQueue FlowDistingsher ArriveTime InitialSeats FinalSeats AdditionalLatency StartTime";
  const details = "UserName Verb APIPath Namespace Name APIVersion Resource SubResource";
  // A level's members are all seats.
  const rows = inOrder(levels).flatMap(({ queueSet }) => [
    ...[...queueSet.queues.values()].flatMap(({ waiting }) => [...waiting].map((seat, index) => ({ seat: seat as Seat, index }))),
    ...queueSet.executing.map((seat) => ({ seat: seat as Seat, index: -1 })),
  ]);
  return table(
    options.withDetails ? `${header} ${details}` : header,
    rows.map(({ seat, index }) => {
      const { flow, queue, distinguisher, arrivedMs, startedMs, seats } = seat;
      const row = [flow.level.name, flow.name, queue?.index ?? -1, index, distinguisher, wallTime(arrivedMs, moment), seats, 0, "0s", startedMs === undefined ? "0001-01-01T00:00:00Z" : wallTime(startedMs, moment)];
      return options.withDetails ? [...row, ...detailsOf(seat.request)] : row;
    }),
  );
}

const mostQueuesShown = 10_000;
const secondsPerRequest = 0.003;

function table(header: string, rows: readonly (readonly (string | number | boolean)[])[]): string {
  return writeTable([header.split(" "), ...rows.map((row) => row.map(String))]);
}

function inOrder(levels: Levels): PriorityLevel[] {
  return [...levels.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function detailsOf(request: Attributes): string[] {
  if (isPath(request)) return [request.user.name, request.verb, request.path, "", "", "", "", ""];
  const { user, verb, group, version, resource, subresource = "", namespace = "", name = "" } = request;
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const isNamespace = group === "" && resource === "namespaces";
  const path = [root, ...(namespace === "" || isNamespace ? [] : ["namespaces", namespace]), resource, name, subresource].filter((part) => part !== "").join("/");
  return [user.name, verb, path, namespace, name, group === "" ? version : `${group}/${version}`, resource, subresource];
}

/** Seat-seconds with eight digits after the point. */
function seatSeconds(value: number): string {
  return `${value.toFixed(8)}ss`;
}

/** RFC 3339 without the zeros at its end. */
function wallTime(monotonicMs: number, moment: Moment): string {
  return new Date(Math.round(moment.nowMs - (moment.monotonicMs - monotonicMs))).toISOString().replace(/\.?0*Z$/, "Z");
}
