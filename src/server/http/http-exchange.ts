import type { UserInfo } from "../../machinery/request/user.ts";
import type { ApiServer } from "../api-server.ts";
import type { Entered } from "../flowcontrol/seat.ts";
import type { Incoming, Outgoing } from "./exchange.ts";

/** One request on its way through HTTP. `signal` aborts when the client goes, the server stops or `cancel` is called. */
export interface HttpExchange {
  readonly server: ApiServer;
  readonly request: Incoming;
  readonly response: Outgoing;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  readonly signal: AbortSignal;
  /** How long the request may take, unless it lasts as long as its client wants. */
  timeoutMs: number;
  /** What flow control lent it; nothing to those that it does not count. */
  seat?: Entered;
  cancel(reason: Error): void;
}
