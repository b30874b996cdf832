import type { Clock, Millis } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import type { ApiRequest } from "../machinery/request/api-request.ts";
import type { Transport } from "../client/transport.ts";

/**
 * Decides over each request of a component, and each event of its watches. Throwing loses the request, before it was
 * carried out or after (then only the answer is lost); a promise holds it up.
 */
export interface Faults {
  before(request: ApiRequest): void | Promise<void>;
  after(request: ApiRequest): void | Promise<void>;
  /** An event of a watch is on its way. Throwing cuts the watch. */
  event(request: ApiRequest): void | Promise<void>;
}

export const noFaults: Faults = { before: () => {}, after: () => {}, event: () => {} };

/** What a component is told when its request or its answer is lost. */
function connectionLost(): never {
  throw new Error("connection lost");
}

/** Nothing gets through, and watches that run end with their next event. */
export const cutOff: Faults = { before: connectionLost, after: connectionLost, event: connectionLost };

/** Faults that can be changed while requests run. */
export class FaultSwitch implements Faults {
  current: Faults = noFaults;

  before(request: ApiRequest): void | Promise<void> {
    return this.current.before(request);
  }

  after(request: ApiRequest): void | Promise<void> {
    return this.current.after(request);
  }

  event(request: ApiRequest): void | Promise<void> {
    return this.current.event(request);
  }
}

/** The same way to the server, through the faults. */
export function faultyTransport(transport: Transport, faults: Faults): Transport {
  return {
    request: async (request, signal) => {
      await faults.before(request);
      const answer = await transport.request(request, signal);
      await faults.after(request);
      return answer as never;
    },
    list: async (request, signal) => {
      await faults.before(request);
      return transport.list(request, signal);
    },
    async *watch(request, signal) {
      await faults.before(request);
      for await (const event of transport.watch(request, signal)) {
        await faults.event(request);
        yield event as never;
      }
    },
  };
}

function isWrite({ verb }: ApiRequest): boolean {
  return verb !== "get" && verb !== "list" && verb !== "watch";
}

/** Loses the n-th write (from 1) and everything after it, as a process that dies there would. */
export function dieAtWrite(nth: number, lost: "request" | "answer"): Faults {
  let writes = 0;
  let dead = false;
  const check = (request: ApiRequest, when: "request" | "answer"): void => {
    if (dead) connectionLost();
    if (when !== lost || !isWrite(request) || ++writes < nth) return;
    dead = true;
    connectionLost();
  };
  return {
    before: (request) => check(request, "request"),
    after: (request) => check(request, "answer"),
    event: () => {
      if (dead) connectionLost();
    },
  };
}

export interface Weather {
  /** Of a thousand requests so many never arrive, and so many lose their answer. */
  readonly lostRequests: number;
  readonly lostAnswers: number;
  /** Of a thousand watch events so many cut their watch. */
  readonly cutWatches: number;
  /** Watch events are late by up to so much. */
  readonly watchDelayMs: Millis;
}

/** A bad network: each request and event takes its chance. */
export function badNetwork({ lostRequests, lostAnswers, cutWatches, watchDelayMs }: Weather, clock: Clock, random: Random): Faults {
  const lose = (perThousand: number): void => {
    if (random.int(1_000) < perThousand) connectionLost();
  };
  return {
    before: () => lose(lostRequests),
    after: () => lose(lostAnswers),
    event: async () => {
      lose(cutWatches);
      if (watchDelayMs > 0) await clock.sleep(random.int(watchDelayMs + 1));
    },
  };
}
