import { groupResource } from "../meta/resource.ts";
import { quote } from "../text/quote.ts";
import type { GroupResource } from "./constructors.ts";
import type { StatusReason } from "./status.ts";
import { StatusError } from "./status-error.ts";

/** An HTTP answer that is an error and not a Status: from a proxy, or from a server that is not one of ours. */
export interface ServerResponse {
  readonly code: number;
  /** The HTTP method. */
  readonly verb: string;
  readonly resource: GroupResource;
  readonly name?: string;
  /** The body's text. */
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

const meanings: Readonly<Record<number, readonly [reason: StatusReason, message: string]>> = {
  400: ["BadRequest", "the server rejected our request for an unknown reason"],
  401: ["Unauthorized", "the server has asked for the client to provide credentials"],
  404: ["NotFound", "the server could not find the requested resource"],
  405: ["MethodNotAllowed", "the server does not allow this method on the requested resource"],
  409: ["Conflict", "the server reported a conflict"],
  422: ["Invalid", "the server rejected our request due to an error in our request"],
  429: ["TooManyRequests", "the server has received too many requests and has asked us to try again later"],
  503: ["ServiceUnavailable", "the server is currently unable to handle the request"],
  504: ["Timeout", "the server was unable to return a response in the time allotted, but may still be processing the request"],
};

/** Codes whose body says it best. */
const spokenReasons: Readonly<Record<number, StatusReason>> = { 403: "Forbidden", 406: "NotAcceptable", 415: "UnsupportedMediaType" };

/** The StatusError that such an answer means. Source: apimachinery api/errors NewGenericServerResponse. */
export function fromServerResponse(response: ServerResponse): StatusError {
  const { code, verb, resource, name = "", message: body, retryAfterSeconds } = response;
  const [reason, meaning] = meaningOf(code, body);
  const subject = [verb.toLowerCase(), groupResource(resource), name].filter((word) => word !== "").join(" ");
  const message = resource.resource === "" ? meaning : `${meaning} (${subject})`;
  return new StatusError(reason, message, {
    code,
    details: {
      ...(name === "" ? {} : { name }),
      ...(resource.group === "" ? {} : { group: resource.group }),
      ...(resource.resource === "" ? {} : { kind: resource.resource }),
      causes: [{ reason: "UnexpectedServerResponse", message: body }],
    },
    retryAfterSeconds,
  });
}

function meaningOf(code: number, body: string): readonly [StatusReason, string] {
  const known = meanings[code];
  if (known !== undefined) return known;
  const spoken = spokenReasons[code];
  if (spoken !== undefined && body !== "") return [spoken, body];
  if (code >= 500) return ["InternalError", `an error on the server (${quote(body)}) has prevented the request from succeeding`];
  return [spoken ?? "BadRequest", `the server responded with the status code ${code} but did not return more information`];
}
