import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attributes } from "../authz/attributes.ts";
import { estimateSeats, mostSeatsOf, type ReadOptions } from "./estimate-seats.ts";

const user = { name: "joe", groups: [] };
const request = (verb: string, more: { name?: string; fieldSelector?: string } = {}): Attributes => ({ user, verb, group: "", version: "v1", resource: "pods", ...more });
const list = request("list");
const watch = request("watch");

/** Of 1 KB an object where the row says nothing else; a level that lets one request take thirty seats. */
const cases: { name: string; request?: Attributes; read?: ReadOptions; count?: number; averageBytes?: number; seats: number }[] = [
  { name: "a list of nothing", count: 0, seats: 1 },
  { name: "a list of what nobody has read yet", seats: 1 },
  { name: "a list of a hundred kilobytes", count: 100, seats: 1 },
  { name: "a list of one more", count: 101, seats: 2 },
  { name: "a list of few that are large", count: 2, averageBytes: 100_001, seats: 3 },
  { name: "a list of a megabyte from the cache", count: 1_000, seats: 10 },
  { name: "a list of more from the cache, which is written as it goes", count: 100_000, seats: 10 },
  { name: "a list of what a selector finds in the cache", request: request("list", { fieldSelector: "a=b" }), count: 500, seats: 5 },
  { name: "a first page from the cache", read: { limit: 201 }, count: 500, seats: 3 },
  { name: "a page as long as all of it", read: { limit: 10_000 }, count: 500, seats: 5 },
  { name: "a list at least as new", read: { resourceVersion: "5", resourceVersionMatch: "NotOlderThan" }, count: 100_000, seats: 10 },
  { name: "a list at a revision", read: { resourceVersion: "5", resourceVersionMatch: "Exact" }, count: 2_000, seats: 20 },
  { name: "a list at a revision of very much", read: { resourceVersion: "5", resourceVersionMatch: "Exact" }, count: 100_000, seats: 30 },
  { name: "a list from a revision on", read: { resourceVersion: "5" }, count: 2_000, seats: 10 },
  { name: "a page at a revision", read: { resourceVersion: "5", limit: 1_500 }, count: 2_000, seats: 15 },
  { name: "a page of any state", read: { resourceVersion: "0", limit: 1_500 }, count: 2_000, seats: 10 },
  { name: "a next page", read: { continue: "x", limit: 1_500 }, count: 2_000, seats: 15 },
  { name: "a next page of what a label selects", read: { continue: "x", limit: 10, labelSelector: "a=b" }, count: 2_001, seats: 10 },
  { name: "a next page of what a field selects", request: request("list", { fieldSelector: "a=b" }), read: { continue: "x", limit: 10 }, count: 3_000, seats: 15 },
  { name: "a list of one name", request: request("list", { name: "web" }), count: 500, seats: 1 },
  { name: "a watch that begins with the state", request: watch, count: 500, seats: 5 },
  { name: "a watch from 0", request: watch, read: { resourceVersion: "0" }, count: 500, seats: 5 },
  { name: "a watch from a revision", request: watch, read: { resourceVersion: "5" }, count: 500, seats: 1 },
  { name: "a watch from a revision that sends the state first", request: watch, read: { resourceVersion: "5", sendInitialEvents: true }, count: 500, seats: 5 },
  { name: "a watch from a revision that does not", request: watch, read: { resourceVersion: "5", sendInitialEvents: false }, count: 500, seats: 1 },
  { name: "a watch of one name", request: request("watch", { name: "web" }), count: 500, seats: 1 },
  { name: "a write among many", request: request("create"), count: 500, seats: 1 },
  { name: "a path", request: { user, verb: "list", path: "/version" }, count: 500, seats: 1 },
];

for (const { name, request = list, read, count, averageBytes = 1_000, seats } of cases) {
  test(`seats: ${name}`, () => assert.equal(estimateSeats(request, { read, most: 30, storedObjects: () => (count === undefined ? undefined : { count, averageBytes }) }), seats));
}

test("seats: a level lets one request take so much of it", () => {
  const most = (nominal: number, handSize: number) => mostSeatsOf({ type: "queue", queues: 64, handSize, queueLengthLimit: 50 }, { nominal, lower: 0, upper: 0 });
  assert.deepEqual([most(245, 6), most(49, 6), most(25, 4), most(25, 8), most(3, 6), most(1_000, 1)], [37, 8, 4, 3, 1, 100]);
  assert.equal(mostSeatsOf({ type: "reject" }, { nominal: 3, lower: 0, upper: 0 }), 100);
});
