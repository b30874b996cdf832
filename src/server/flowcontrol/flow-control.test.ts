import assert from "node:assert/strict";
import { test } from "node:test";
import type { FlowSchema, LimitedPriorityLevelConfiguration, PriorityLevelConfiguration } from "../../api/types/flowcontrol/v1.gen.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { Attributes } from "../authz/attributes.ts";
import { dumpPriorityLevels, dumpQueues, dumpRequests } from "./dump.ts";
import { FlowControl } from "./flow-control.ts";
import type { RejectedRequest } from "./rejection.ts";
import type { Entered } from "./seat.ts";

const level = (name: string, limited: Partial<LimitedPriorityLevelConfiguration> = {}): PriorityLevelConfiguration => ({
  metadata: { name, uid: `level-${name}` },
  spec: { type: "Limited", limited: { nominalConcurrencyShares: 5, lendablePercent: 0, borrowingLimitPercent: 0, limitResponse: { type: "Reject" }, ...limited } },
});
const queue = { type: "Queue", queuing: { queues: 8, handSize: 1, queueLengthLimit: 2 } };
const schema = (user: string, of: string, matchingPrecedence = 100): FlowSchema => ({
  metadata: { name: `for-${user}`, uid: `schema-${user}` },
  spec: {
    priorityLevelConfiguration: { name: of },
    matchingPrecedence,
    distinguisherMethod: { type: "ByNamespace" },
    rules: [{ subjects: [{ kind: "User", user: { name: user } }], resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"], clusterScope: true }] }],
  },
});

/** The mandatory catch-all has five shares too: a level has half of the ten seats, or a third of them. */
class Cluster {
  readonly clock = new VirtualClock();
  readonly flow: FlowControl;
  readonly never = new AbortController().signal;
  waitLimitMs: number | undefined;

  constructor(levels: PriorityLevelConfiguration[], schemas: FlowSchema[], concurrencyLimit = 10) {
    this.flow = new FlowControl({ clock: this.clock, concurrencyLimit });
    this.flow.configure(levels, schemas);
  }

  ask(user: string, signal = this.never): Entered | Promise<Entered> {
    const request: Attributes = { user: { name: user, groups: ["system:authenticated"] }, verb: "list", group: "", version: "v1", resource: "pods", namespace: "default" };
    return this.flow.enter(request, { signal, waitLimitMs: this.waitLimitMs });
  }

  /** Asks until one is refused or has to wait; how many came in at once. */
  fill(user: string): Entered[] {
    const seats: Entered[] = [];
    try {
      let entered = this.ask(user);
      for (; !(entered instanceof Promise); entered = this.ask(user)) seats.push(entered);
      entered.catch(() => {}); // may wait in vain
    } catch {
      // refused
    }
    return seats;
  }

  metric(name: string): string[] {
    return this.flow.metrics.text().split("\n").filter((line) => line.startsWith(`apiserver_flowcontrol_${name}`));
  }
}

const rejection = async (ask: () => unknown): Promise<RejectedRequest> => {
  try {
    await ask();
  } catch (error) {
    return error as RejectedRequest;
  }
  return assert.fail("was not refused");
};

test("a level that rejects lets as many in as it has seats; a refusal names schema and level, and counts", async () => {
  const cluster = new Cluster([level("gold")], [schema("joe", "gold")]);
  const seats = cluster.fill("joe");
  assert.deepEqual([seats.length, seats[0]?.flowSchemaUid, seats[0]?.priorityLevelUid], [5, "schema-joe", "level-gold"]);
  const { code, flowSchemaUid, priorityLevelUid, retryAfterSeconds } = await rejection(() => cluster.ask("joe"));
  assert.deepEqual([code, flowSchemaUid, priorityLevelUid, retryAfterSeconds], [429, "schema-joe", "level-gold", 1]);
  assert.deepEqual(cluster.metric("rejected_requests_total"), ['apiserver_flowcontrol_rejected_requests_total{flow_schema="for-joe",priority_level="gold",reason="concurrency-limit"} 2']);
  assert.deepEqual(cluster.metric('dispatched_requests_total{flow_schema="for-joe",priority_level="gold"'), ['apiserver_flowcontrol_dispatched_requests_total{flow_schema="for-joe",priority_level="gold"} 5']);
  assert.deepEqual(cluster.metric('current_executing_requests{flow_schema="for-joe",priority_level="gold"'), ['apiserver_flowcontrol_current_executing_requests{flow_schema="for-joe",priority_level="gold"} 5']);
  seats[0]?.leave();
  seats[0]?.leave();
  assert.equal(cluster.fill("joe").length, 1);
});

test("edited objects count from the next request on; a deleted schema's requests go elsewhere, and its level goes when it is empty", () => {
  const cluster = new Cluster([level("gold")], [schema("joe", "gold")]);
  const [seat] = cluster.fill("joe");
  cluster.flow.configure([level("gold", { nominalConcurrencyShares: 15 })], [schema("joe", "gold")]);
  assert.deepEqual([cluster.flow.levels.get("gold")?.limits.nominal, cluster.fill("joe").length], [8, 3]);
  cluster.flow.configure([], []);
  assert.equal((cluster.ask("joe") as Entered).flowSchemaUid, "");
  assert.deepEqual([...cluster.flow.levels.keys()].sort(), ["catch-all", "exempt", "gold"]);
  seat?.leave();
  assert.equal(cluster.flow.levels.get("gold")?.isQuiescing, true);
});

test("a level that is not wanted any more goes with its last request, and comes back when it is wanted again", () => {
  const cluster = new Cluster([level("gold")], [schema("joe", "gold")]);
  const seat = cluster.ask("joe") as Entered;
  cluster.flow.configure([], []);
  cluster.flow.configure([level("gold")], []);
  assert.equal(cluster.flow.levels.get("gold")?.isQuiescing, false);
  cluster.flow.configure([], []);
  seat.leave();
  assert.deepEqual([...cluster.flow.levels.keys()].sort(), ["catch-all", "exempt"]);
  assert.equal(cluster.metric('nominal_limit_seats{priority_level="gold"}').length, 0);
});

test("what waits runs as soon as more seats are configured", async () => {
  const cluster = new Cluster([level("gold", { limitResponse: queue, nominalConcurrencyShares: 0 })], [schema("joe", "gold")]);
  const waiting = cluster.ask("joe");
  assert.ok(waiting instanceof Promise);
  cluster.flow.configure([level("gold", { limitResponse: queue })], [schema("joe", "gold")]);
  assert.equal((await waiting).priorityLevelUid, "level-gold");
});

test("a request waits fifteen seconds for a seat and no longer, or until its client goes; its place is free again", async () => {
  const cluster = new Cluster([level("gold", { limitResponse: queue })], [schema("joe", "gold")]);
  cluster.fill("joe"); // five run, one waits
  const impatient = new AbortController();
  const second = cluster.ask("joe", impatient.signal);
  assert.match((await rejection(() => cluster.ask("joe"))).message, /^Too many requests/);
  impatient.abort(new Error("the client is gone"));
  await assert.rejects(async () => second, /the client is gone/);
  const outcome = rejection(() => cluster.ask("joe"));
  await cluster.clock.advance(14_999);
  assert.deepEqual(cluster.metric('current_inqueue_requests{flow_schema="for-joe",priority_level="gold"'), ['apiserver_flowcontrol_current_inqueue_requests{flow_schema="for-joe",priority_level="gold"} 2']);
  await cluster.clock.advance(1);
  assert.equal((await outcome).code, 429);
  assert.equal(cluster.metric("rejected_requests_total").find((line) => line.includes('reason="time-out"'))?.split(" ").at(-1), "3");
  assert.equal(dumpPriorityLevels(cluster.flow.levels).split("\n")[3], "gold,              0,            false,  false,       0,               5,                 5,                  4,                2,                1");
});

test("who is short of seats after a calm time borrows at once, then every ten seconds, and the lender gets its own back", async () => {
  const lending = { lendablePercent: 100, borrowingLimitPercent: 1_000, limitResponse: { type: "Queue", queuing: { queues: 8, handSize: 8, queueLengthLimit: 50 } } };
  const cluster = new Cluster([level("gold", lending), level("iron", lending), level("catch-all")], [schema("joe", "gold"), schema("ann", "iron")], 60);
  cluster.waitLimitMs = 60_000;
  const limits = () => ["gold", "iron"].map((name) => cluster.flow.levels.get(name)?.queueSet.limit);
  const ask = (user: string, times: number) => Array.from({ length: times }, () => Promise.resolve(cluster.ask(user)));
  assert.deepEqual(limits(), [20, 20]);
  await cluster.clock.advance(60_000);
  const joe = ask("joe", 60);
  assert.deepEqual(limits(), [40, 0]);
  const ann = ask("ann", 5);
  await cluster.clock.advance(10_000);
  assert.deepEqual(limits(), [35, 5]);
  for (const entered of ann) (await entered).leave();
  await cluster.clock.advance(20_000);
  assert.equal((limits()[0] ?? 0) > 35, true, String(limits()));
  for (const entered of joe) (await entered).leave();
});

test("at rest nothing is set to run", async () => {
  const cluster = new Cluster([level("gold", { limitResponse: queue })], [schema("joe", "gold")]);
  const seats = cluster.fill("joe");
  assert.equal(cluster.clock.pending > 0, true);
  for (const seat of seats) seat.leave();
  await cluster.clock.advance(10_000);
  assert.equal(cluster.clock.pending, 0);
});

test("the pages for debugging show levels, queues and requests", async () => {
  const cluster = new Cluster([level("gold", { limitResponse: queue, nominalConcurrencyShares: 1 })], [schema("joe", "gold")], 6);
  await cluster.clock.advance(500);
  const [first] = cluster.fill("joe");
  assert.ok(first !== undefined);
  await cluster.clock.advance(250);
  assert.equal(
    dumpPriorityLevels(cluster.flow.levels),
    `PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, ExecutingRequests, DispatchedRequests, RejectedRequests, TimedoutRequests, CancelledRequests
catch-all,         0,            true,   false,       0,               0,                 0,                  0,                0,                0
exempt,            0,            true,   false,       0,               0,                 0,                  0,                0,                0
gold,              1,            false,  false,       1,               1,                 1,                  0,                0,                0
`,
  );
  const queues = dumpQueues(cluster.flow.levels).split("\n");
  assert.equal(queues[0], "PriorityLevelName, Index,  PendingRequests, ExecutingRequests, SeatsInUse, NextDispatchR, InitialSeatsSum, MaxSeatsSum, TotalWorkSum");
  assert.equal(queues.length, 1 + 8 + 1);
  assert.equal(queues.filter((line) => /^gold, +\d, +1, +1, +1, +0\.00300000ss, +1, +1, +0\.00300000ss$/.test(line)).length, 1, queues.join("\n"));
  const moment = { nowMs: cluster.clock.now(), monotonicMs: cluster.clock.monotonic() };
  const [header, waiting, running] = dumpRequests(cluster.flow.levels, moment, { withDetails: true }).split("\n").map((line) => line.split(/, */));
  assert.deepEqual([header?.[3], header?.[4], header?.at(-1)], ["RequestIndexInQueue", "FlowDistingsher", "SubResource"]);
  assert.deepEqual(waiting?.filter((_, index) => index !== 2), ["gold", "for-joe", "0", "default", "2026-01-01T00:00:00.5Z", "1", "0", "0s", "0001-01-01T00:00:00Z", "joe", "list", "/api/v1/namespaces/default/pods", "default", "", "v1", "pods", ""]);
  assert.deepEqual(running?.filter((_, index) => index !== 2).slice(2, 9), ["-1", "default", "2026-01-01T00:00:00.5Z", "1", "0", "0s", "2026-01-01T00:00:00.5Z"]);
});
