import { parseGoDuration } from "../../machinery/duration/go-duration.ts";
import { badRequest } from "../../machinery/errors/constructors.ts";
import { quote } from "../../machinery/text/quote.ts";

/** How long a request that is not a watch may take. Source: apiserver --request-timeout. */
export const requestTimeoutMs = 60_000;

/** The `timeout` query, a duration in Go's form, bounded by the server's own. Source: apiserver endpoints/filters parseTimeout. */
export function timeoutOf(query: URLSearchParams): number {
  const text = query.get("timeout");
  if (text === null || text === "") return requestTimeoutMs;
  const ms = parseGoDuration(text);
  if (ms === undefined) throw badRequest(`invalid timeout specified in the request URL - time: invalid duration ${quote(text)}`);
  return ms > 0 ? Math.min(ms, requestTimeoutMs) : requestTimeoutMs;
}
