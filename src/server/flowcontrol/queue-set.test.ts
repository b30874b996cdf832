import assert from "node:assert/strict";
import { test } from "node:test";
import { type Member, QueueSet, type Queuing } from "./queue-set.ts";

/** Flow `a` has queue 0 in hand, `b` queue 1, and so on. Names are a flow and a number. */
class Scene {
  readonly set = new QueueSet(0);
  readonly served: string[] = [];
  readonly members = new Map<string, Member>();
  nowMs = 0;

  constructor(queuing: Queuing, limit: number) {
    this.set.configure(queuing, limit, 0);
  }

  start(name: string, seats = 1): string {
    const member: Member = { seats, go: () => void (this.members.has(name) && this.served.push(name)), arrivedMs: 0, startedMs: undefined, arrivalR: 0, queue: undefined, place: 0 };
    const start = this.set.start(member, [name.charCodeAt(0) - 97], this.nowMs);
    if (start === "executing") this.served.push(name);
    if (start === "executing" || start === "waiting") this.members.set(name, member);
    return start;
  }

  finish(name: string): void {
    this.set.finish(this.members.get(name) as Member, this.nowMs);
  }

  /** Serves one at a time, each for as long as `msOf` says, until nobody waits. */
  drain(msOf: (name: string) => number): void {
    for (let next = 0; next < this.served.length; next++) {
      const name = this.served[next] as string;
      this.nowMs += msOf(name);
      this.finish(name);
    }
  }
}

const queues = (overrides: Partial<Extract<Queuing, { type: "queue" }>> = {}): Queuing => ({ type: "queue", queues: 26, handSize: 1, queueLengthLimit: 50, ...overrides });

test("QueueSet: without queues, what finds no seat is refused, and a seat that is given back is taken again", () => {
  const scene = new Scene({ type: "reject" }, 2);
  assert.deepEqual(["a1", "a2", "a3"].map((name) => scene.start(name)), ["executing", "executing", "concurrency-limit"]);
  scene.finish("a1");
  assert.deepEqual([scene.set.seatsInUse, scene.start("a4"), scene.start("a5")], [1, "executing", "concurrency-limit"]);
});

test("QueueSet: an exempt level seats everybody", () => {
  const scene = new Scene({ type: "exempt" }, 0);
  assert.deepEqual(["a1", "a2"].map((name) => scene.start(name)), ["executing", "executing"]);
});

test("QueueSet: a level without seats runs one request at a time, and holds back all that could wait", () => {
  const reject = new Scene({ type: "reject" }, 0);
  assert.deepEqual(["a1", "a2"].map((name) => reject.start(name)), ["executing", "concurrency-limit"]);
  const queue = new Scene(queues(), 0);
  assert.equal(queue.start("a1"), "waiting");
  queue.set.configure(queues(), 1, 1);
  assert.deepEqual(queue.served, ["a1"]);
});

test("QueueSet: a queue takes so many, and then its flow is refused; others are not", () => {
  const scene = new Scene(queues({ queueLengthLimit: 2 }), 1);
  assert.deepEqual(["a1", "a2", "a3", "a4", "b1"].map((name) => scene.start(name)), ["executing", "waiting", "waiting", "queue-full", "waiting"]);
});

test("QueueSet: one flow is served in its order", () => {
  const scene = new Scene(queues(), 1);
  for (const name of ["a1", "a2", "a3"]) scene.start(name);
  scene.drain(() => 10);
  assert.deepEqual(scene.served, ["a1", "a2", "a3"]);
});

test("QueueSet: a flood of one flow does not hold up another", () => {
  const scene = new Scene(queues(), 1);
  for (const name of ["a1", "a2", "a3", "a4", "b1", "b2", "c1"]) scene.start(name);
  scene.drain(() => 10);
  assert.deepEqual(scene.served, ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
});

test("QueueSet: flows get seats by time, not by number: who takes long has its turn less often", () => {
  const scene = new Scene(queues(), 1);
  for (const name of ["a1", "a2", "a3", "b1", "b2", "b3", "b4", "b5", "b6"]) scene.start(name);
  scene.drain((name) => (name.startsWith("a") ? 40 : 10));
  assert.equal(scene.served.indexOf("a2") > scene.served.indexOf("b3"), true, scene.served.join(" "));
});

test("QueueSet: among flows that are due alike, the next one after the last has its turn", () => {
  const scene = new Scene(queues(), 1);
  for (const name of ["b1", "d1", "c1", "a1"]) scene.start(name);
  scene.drain(() => 3);
  assert.deepEqual(scene.served, ["b1", "c1", "d1", "a1"]);
});

test("QueueSet: a flow cannot save up the turns that it did not want", () => {
  const scene = new Scene(queues(), 2);
  for (const name of ["b1", "a1", "a2", "a3", "a4", "a5"]) scene.start(name);
  scene.nowMs = 1_000;
  for (const name of ["b2", "b3", "b4"]) scene.start(name);
  // b1 runs on; the others go one after the other, each as long as was estimated.
  for (const name of ["a1", "b2", "a2", "b3", "a3", "b4"]) {
    scene.finish(name);
    scene.nowMs += 3;
  }
  assert.deepEqual(scene.served, ["b1", "a1", "b2", "a2", "b3", "a3", "b4", "a4"]);
});

test("QueueSet: what wants more seats than are free waits, and what wants more than there are runs alone", () => {
  const scene = new Scene(queues(), 2);
  assert.deepEqual(["a1", "b1", "c1"].map((name) => scene.start(name, name === "b1" ? 3 : 1)), ["executing", "waiting", "executing"]);
  scene.finish("a1");
  assert.deepEqual(scene.served, ["a1", "c1"]);
  scene.finish("c1");
  assert.deepEqual([scene.served, scene.set.seatsInUse, scene.start("d1")], [["a1", "c1", "b1"], 3, "waiting"]);
  scene.finish("b1");
  assert.deepEqual([scene.served.at(-1), scene.set.seatsInUse], ["d1", 1]);
});

test("QueueSet: who gives up leaves its place, and queues that are not wanted any more go when they are empty", () => {
  const scene = new Scene(queues({ queueLengthLimit: 1 }), 1);
  for (const name of ["z1", "z2"]) scene.start(name);
  assert.equal(scene.start("z3"), "queue-full");
  assert.equal(scene.set.cancel(scene.members.get("z2") as Member, 1), true);
  assert.equal(scene.set.cancel(scene.members.get("z1") as Member, 1), false);
  assert.deepEqual([scene.start("z4"), scene.set.waiting], ["waiting", 1]);
  scene.set.configure(queues({ queues: 2 }), 1, 2);
  scene.drain(() => 10);
  assert.deepEqual([scene.served, scene.set.queues.size, scene.set.isIdle], [["z1", "z4"], 0, true]);
});

test("QueueSet: of a hand's queues the one with the least waiting is joined", () => {
  const set = new QueueSet(0);
  set.configure(queues({ handSize: 3 }), 0, 0);
  const joined = Array.from({ length: 9 }, () => {
    const member: Member = { seats: 1, go: () => {}, arrivedMs: 0, startedMs: undefined, arrivalR: 0, queue: undefined, place: 0 };
    set.start(member, [4, 7, 9], 0);
    return member.queue?.index;
  });
  assert.deepEqual(joined, [4, 7, 9, 4, 7, 9, 4, 7, 9]);
});

test("QueueSet: demand counts who runs and who waits, over time", () => {
  const scene = new Scene(queues(), 1);
  scene.start("a1");
  scene.start("a2");
  scene.nowMs = 1_000;
  scene.finish("a1");
  scene.nowMs = 2_000;
  scene.finish("a2");
  assert.deepEqual(scene.set.demand.take(4_000), { seconds: 4, average: 0.75, deviation: Math.sqrt(5 / 4 - 0.75 ** 2), highWatermark: 2 });
  assert.deepEqual(scene.set.demand.take(5_000), { seconds: 1, average: 0, deviation: 0, highWatermark: 0 });
  scene.nowMs = 5_000;
  scene.start("a3");
  scene.set.demand.take(6_000);
  assert.deepEqual(scene.set.demand.take(7_000), { seconds: 1, average: 1, deviation: 0, highWatermark: 1 });
});
