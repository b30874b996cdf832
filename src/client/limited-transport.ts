import { Semaphore } from "../base/semaphore/semaphore.ts";
import type { Transport } from "./transport.ts";

/**
 * The same way, for at most `inFlight` requests at a time; more wait in the order of asking. A component that has much to
 * do at once then waits for its own turn instead of being told by the server to come back later. Watches are not counted.
 */
export function limitedTransport(transport: Transport, inFlight: number): Transport {
  const permits = new Semaphore(inFlight);
  return {
    request: (request, signal) => permits.run(() => transport.request(request, signal), signal) as never,
    list: (request, signal) => permits.run(() => transport.list(request, signal), signal) as never,
    watch: (request, signal) => transport.watch(request, signal) as never,
  };
}
