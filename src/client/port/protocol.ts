import type { ApiRequest } from "../../machinery/request/api-request.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { Status } from "../../machinery/errors/status.ts";

/** The end of a message channel, as browsers and Node.js have it. */
export interface Port {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: Event) => void): void;
  /** Messages wait until then. */
  start(): void;
  close(): void;
}

/** Calls `take` for every message that comes. */
export function listen<T>(port: Port, take: (message: T) => void): void {
  port.addEventListener("message", (event) => take((event as Event & { readonly data: T }).data));
  port.start();
}

/** What the client's side asks for. `id` names the request until it has ended. */
export type Call =
  | { readonly type: "request" | "list" | "watch"; readonly id: number; readonly user: UserInfo; readonly request: ApiRequest }
  /** Nobody waits for its end any more. */
  | { readonly type: "stop"; readonly id: number }
  /** So many events of a watch have been taken: as many more may come. */
  | { readonly type: "taken"; readonly id: number; readonly events: number };

/** What the server's side tells. An answer and an event have a body: an object as JSON. */
export type Reply =
  | { readonly type: "answer"; readonly id: number }
  | { readonly type: "event"; readonly id: number; readonly event: string }
  | { readonly type: "end"; readonly id: number }
  | { readonly type: "refused"; readonly id: number; readonly status: Status }
  | { readonly type: "failed"; readonly id: number; readonly message: string };

/** Replies that were sent together, and the bodies of those that have one, one after the other. */
export interface Replies {
  readonly replies: readonly Reply[];
  readonly bodies: Uint8Array<ArrayBuffer>;
  /** Where each body ends. */
  readonly ends: readonly number[];
}

/** Events of one watch that may be on their way or wait to be taken. What more happens waits where it happens. */
export const watchWindow = 1_024;

export function hasBody({ type }: Reply): boolean {
  return type === "answer" || type === "event";
}

export function packReplies(replies: readonly Reply[], bodies: readonly Uint8Array[]): Replies {
  const ends: number[] = [];
  let size = 0;
  for (const body of bodies) ends.push((size += body.length));
  const all = new Uint8Array(size);
  bodies.forEach((body, place) => all.set(body, ends[place]! - body.length));
  return { replies, bodies: all, ends };
}
