import type { ApiRequest } from "../machinery/request/api-request.ts";
import type { Transport } from "../client/transport.ts";

/** Decides over each request of a component. Throwing loses it, before it was carried out or after (then only the answer is lost). */
export interface Faults {
  before(request: ApiRequest): void;
  after(request: ApiRequest): void;
}

export const noFaults: Faults = { before: () => {}, after: () => {} };

/** The same way to the server, through the faults. */
export function faultyTransport(transport: Transport, faults: Faults): Transport {
  return {
    request: async (request, signal) => {
      faults.before(request);
      const answer = await transport.request(request, signal);
      faults.after(request);
      return answer as never;
    },
    list: async (request, signal) => {
      faults.before(request);
      return transport.list(request, signal);
    },
    async *watch(request, signal) {
      faults.before(request);
      for await (const event of transport.watch(request, signal)) {
        faults.before(request); // a cut ends watches that run
        yield event as never;
      }
    },
  };
}

/** Loses the n-th write (from 1) and everything after it, as a process that dies there would. */
export function dieAtWrite(nth: number, lost: "request" | "answer"): Faults {
  let writes = 0;
  let dead = false;
  const check = (request: ApiRequest, when: "request" | "answer"): void => {
    if (dead) throw new Error("connection lost");
    if (when !== lost || ["get", "list", "watch"].includes(request.verb) || ++writes < nth) return;
    dead = true;
    throw new Error("connection lost");
  };
  return { before: (request) => check(request, "request"), after: (request) => check(request, "answer") };
}
