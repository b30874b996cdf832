import { Demand } from "./demand.ts";

/** How long a request is taken to run until it has, in seconds. Source: apiserver util/flowcontrol queueset estimatedServiceDuration. */
const estimatedSeconds = 0.003;

/** Queues that are kept when nothing is in them, so that the next request need not make one. */
const mostIdleQueues = 1_024;

/** How a level treats what it cannot seat: `exempt` always seats, `reject` refuses, otherwise it waits in one of `queues`. */
export type Queuing =
  | { readonly type: "exempt" }
  | { readonly type: "reject" }
  | { readonly type: "queue"; readonly queues: number; readonly handSize: number; readonly queueLengthLimit: number };

/** A request in a queue set. */
export interface Member {
  readonly seats: number;
  /** Called once, when it may run now; it may be called within `start`, which then says so too. */
  go(): void;
  arrivedMs: number;
  /** Undefined while it waits. */
  startedMs: number | undefined;
  arrivalR: number;
  queue: Queue | undefined;
  /** Where it stands among those that run. */
  place: number;
}

export interface Queue {
  readonly index: number;
  readonly waiting: Set<Member>;
  executing: number;
  seatsInUse: number;
  seatsWaiting: number;
  /** When its next request starts in virtual time: seat-seconds that each queue was due. */
  nextDispatchR: number;
}

export type Start = "executing" | "waiting" | "concurrency-limit" | "queue-full";

/**
 * The seats of one priority level and the queues for them. A queue whose requests take many or long seats falls behind
 * in virtual time, so that all queues that want seats get as many seat-seconds. Source of the method: apiserver
 * util/flowcontrol/fairqueuing/queueset.
 *
 *   start ──► seat free, nobody waits ──► executing ──► finish ──► first of the queue that ends first in virtual time
 *        └──► waiting ──► (executing, or cancel)
 *        └──► queue-full, concurrency-limit: nothing is kept
 */
export class QueueSet {
  readonly demand: Demand;
  /** In no order: the last takes the place of who leaves. */
  readonly #executing: Member[] = [];
  readonly #queues = new Map<number, Queue>();
  readonly #withWaiting = new Set<Queue>();
  #queuing: Queuing = { type: "reject" };
  #limit = 0;
  #waiting = 0;
  #seatsInUse = 0;
  #seatsInQueuesUse = 0;
  #seatsWaiting = 0;
  #activeQueues = 0;
  #r = 0;
  #lastMs: number;
  #enqueues = 0;
  #robinIndex = 0;

  constructor(nowMs: number) {
    this.demand = new Demand(nowMs);
    this.#lastMs = nowMs;
  }

  get queuing(): Queuing {
    return this.#queuing;
  }

  get limit(): number {
    return this.#limit;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get seatsInUse(): number {
    return this.#seatsInUse;
  }

  get executing(): readonly Member[] {
    return this.#executing;
  }

  get isIdle(): boolean {
    return this.#waiting === 0 && this.#executing.length === 0;
  }

  /** Queues with something in them, and those that had. */
  get queues(): ReadonlyMap<number, Queue> {
    return this.#queues;
  }

  /** Changes the rules; what waits and can be seated now is. */
  configure(queuing: Queuing, limit: number, nowMs: number): void {
    this.#sync(nowMs);
    this.#queuing = queuing;
    this.#limit = limit;
    this.#dispatchAll(nowMs);
  }

  /** `hand` is the flow's, of queues that `queuing` has; it is looked at only where there are queues. */
  start(member: Member, hand: readonly number[], nowMs: number): Start {
    this.#sync(nowMs);
    member.arrivedMs = nowMs;
    member.arrivalR = this.#r;
    if (this.#queuing.type !== "queue") {
      if (!this.#canSeat(member.seats)) return "concurrency-limit";
      this.#execute(member, nowMs);
      return "executing";
    }
    const queue = this.#choose(hand);
    if (this.#waiting === 0 && this.#seatsInUse < this.#limit && this.#canSeat(member.seats)) {
      this.#join(member, queue);
      this.#executeFrom(queue, member, nowMs);
      return "executing";
    }
    if (this.#seatsInUse >= this.#limit && queue.waiting.size >= this.#queuing.queueLengthLimit) {
      this.#forgetIfIdle(queue);
      return "queue-full";
    }
    this.#join(member, queue);
    queue.waiting.add(member);
    queue.seatsWaiting += member.seats;
    this.#withWaiting.add(queue);
    this.#waiting++;
    this.#seatsWaiting += member.seats;
    this.#noteDemand(nowMs);
    this.#dispatchAll(nowMs);
    return member.startedMs === undefined ? "waiting" : "executing";
  }

  /** Takes a waiting member out; false when it runs already. */
  cancel(member: Member, nowMs: number): boolean {
    const { queue } = member;
    if (queue === undefined || !queue.waiting.has(member)) return false;
    this.#sync(nowMs);
    this.#leaveQueue(queue, member);
    this.#noteDemand(nowMs);
    this.#bound(queue);
    if (queue.waiting.size + queue.executing === 0) this.#activeQueues--;
    this.#forgetIfIdle(queue);
    this.#dispatchAll(nowMs);
    return true;
  }

  /** The member gives its seats back. */
  finish(member: Member, nowMs: number): void {
    this.#sync(nowMs);
    this.#leaveExecuting(member);
    this.#seatsInUse -= member.seats;
    const { queue } = member;
    if (queue !== undefined) {
      queue.executing--;
      queue.seatsInUse -= member.seats;
      this.#seatsInQueuesUse -= member.seats;
      // It was charged what a request usually takes: now it is known.
      queue.nextDispatchR -= member.seats * (estimatedSeconds - (nowMs - (member.startedMs ?? nowMs)) / 1000);
      this.#bound(queue);
      if (queue.waiting.size + queue.executing === 0) this.#activeQueues--;
      this.#forgetIfIdle(queue);
    }
    this.#noteDemand(nowMs);
    this.#dispatchAll(nowMs);
  }

  /** Moves virtual time: each queue that wants seats is due as many. */
  #sync(nowMs: number): void {
    const seconds = (nowMs - this.#lastMs) / 1000;
    this.#lastMs = nowMs;
    if (this.#activeQueues > 0) this.#r += (Math.min(this.#seatsInQueuesUse + this.#seatsWaiting, this.#limit) / this.#activeQueues) * seconds;
  }

  /** The queue of the hand with the least waiting work; among equals each in turn. */
  #choose(hand: readonly number[]): Queue {
    const offset = this.#enqueues++ % hand.length;
    if (this.#waiting === 0) return this.#queue(hand[offset] as number);
    let best = hand[offset] as number;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < hand.length && least > 0; i++) {
      const index = hand[(offset + i) % hand.length] as number;
      const work = this.#queues.get(index)?.seatsWaiting ?? 0;
      if (work < least) [best, least] = [index, work];
    }
    return this.#queue(best);
  }

  #queue(index: number): Queue {
    const known = this.#queues.get(index);
    if (known !== undefined) return known;
    const queue: Queue = { index, waiting: new Set(), executing: 0, seatsInUse: 0, seatsWaiting: 0, nextDispatchR: 0 };
    this.#queues.set(index, queue);
    return queue;
  }

  #join(member: Member, queue: Queue): void {
    member.queue = queue;
    if (queue.waiting.size + queue.executing > 0) return;
    queue.nextDispatchR = this.#r;
    this.#activeQueues++;
  }

  #leaveQueue(queue: Queue, member: Member): void {
    queue.waiting.delete(member);
    queue.seatsWaiting -= member.seats;
    if (queue.waiting.size === 0) this.#withWaiting.delete(queue);
    this.#waiting--;
    this.#seatsWaiting -= member.seats;
  }

  #dispatchAll(nowMs: number): void {
    while (this.#waiting > 0 && this.#seatsInUse < this.#limit && this.#dispatchOne(nowMs));
  }

  #dispatchOne(nowMs: number): boolean {
    const queue = this.#nextQueue();
    const member = queue?.waiting.values().next().value as Member | undefined;
    if (queue === undefined || member === undefined || !this.#canSeat(member.seats)) return false;
    this.#leaveQueue(queue, member);
    this.#executeFrom(queue, member, nowMs);
    member.go();
    return true;
  }

  /** The queue whose first request ends first in virtual time; among equals the next after the last one served. */
  #nextQueue(): Queue | undefined {
    let best: Queue | undefined;
    let soonest = Number.POSITIVE_INFINITY;
    for (const queue of this.#withWaiting) {
      const ends = queue.nextDispatchR + ((queue.waiting.values().next().value?.seats ?? 0) * estimatedSeconds);
      if (ends < soonest || (ends === soonest && best !== undefined && this.#distance(queue) < this.#distance(best))) [best, soonest] = [queue, ends];
    }
    return best;
  }

  #distance({ index }: Queue): number {
    const behind = index - this.#robinIndex - 1;
    return behind < 0 ? behind + Number.MAX_SAFE_INTEGER : behind;
  }

  #executeFrom(queue: Queue, member: Member, nowMs: number): void {
    this.#robinIndex = queue.index;
    queue.executing++;
    queue.seatsInUse += member.seats;
    this.#seatsInQueuesUse += member.seats;
    queue.nextDispatchR += member.seats * estimatedSeconds;
    this.#bound(queue);
    this.#execute(member, nowMs);
  }

  #execute(member: Member, nowMs: number): void {
    member.startedMs = nowMs;
    member.place = this.#executing.push(member) - 1;
    this.#seatsInUse += member.seats;
    this.#noteDemand(nowMs);
  }

  #leaveExecuting(member: Member): void {
    const last = this.#executing.pop();
    if (last === undefined || last === member) return;
    last.place = member.place;
    this.#executing[member.place] = last;
  }

  /** What wants more seats than there are runs alone. */
  #canSeat(seats: number): boolean {
    if (this.#queuing.type === "exempt") return true;
    return seats > this.#limit ? this.#executing.length === 0 : this.#seatsInUse + seats <= this.#limit;
  }

  /** A queue cannot save up what it did not want when it was due. */
  #bound(queue: Queue): void {
    const first = queue.waiting.values().next().value;
    if (first !== undefined && queue.nextDispatchR < first.arrivalR) queue.nextDispatchR = first.arrivalR;
  }

  #forgetIfIdle(queue: Queue): void {
    if (queue.waiting.size + queue.executing > 0) return;
    const isUnwanted = this.#queuing.type !== "queue" || queue.index >= this.#queuing.queues;
    if (isUnwanted || this.#queues.size > mostIdleQueues) this.#queues.delete(queue.index);
  }

  #noteDemand(nowMs: number): void {
    this.demand.set(this.#seatsInUse + this.#seatsWaiting, nowMs);
  }
}
