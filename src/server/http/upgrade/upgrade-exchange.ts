import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { UserInfo } from "../../../machinery/request/user.ts";
import type { ApiServer } from "../../api-server.ts";

/** An upgrade request whose sender is known. `signal` aborts when the client goes or the server stops. */
export interface UpgradeExchange {
  readonly server: ApiServer;
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** What was read of the connection beyond the request. */
  readonly head: Buffer;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  readonly signal: AbortSignal;
}
