import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attributes } from "../authz/attributes.ts";
import { estimateSeats, mostSeatsOf } from "./estimate-seats.ts";

const user = { name: "joe", groups: [] };
const request = (verb: string, name?: string): Attributes => ({ user, verb, group: "", version: "v1", resource: "pods", name });

const cases: { name: string; request?: Attributes; count?: number; seats: number }[] = [
  { name: "a list of nothing", count: 0, seats: 1 },
  { name: "a list of what nobody has read yet", seats: 1 },
  { name: "a list of a hundred", count: 100, seats: 1 },
  { name: "a list of one more", count: 101, seats: 2 },
  { name: "a list of very many", count: 100_000, seats: 10 },
  { name: "a list of one name", request: request("list", "web"), count: 500, seats: 1 },
  { name: "a write among many", request: request("create"), count: 500, seats: 1 },
  { name: "a path", request: { user, verb: "list", path: "/version" }, count: 500, seats: 1 },
];

for (const { name, request: asked = request("list"), count, seats } of cases) test(`seats: ${name}`, () => assert.equal(estimateSeats(asked, 10, () => count), seats));

test("seats: a level lets one request take so much of it", () => {
  const most = (nominal: number, handSize: number) => mostSeatsOf({ type: "queue", queues: 64, handSize, queueLengthLimit: 50 }, { nominal, lower: 0, upper: 0 });
  assert.deepEqual([most(245, 6), most(49, 6), most(25, 4), most(25, 8), most(3, 6)], [10, 8, 4, 3, 1]);
  assert.equal(mostSeatsOf({ type: "reject" }, { nominal: 3, lower: 0, upper: 0 }), 10);
});
