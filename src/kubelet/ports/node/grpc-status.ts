import { STATUS_CODES } from "node:http";
import { quote } from "../../../machinery/text/quote.ts";

/** Names of gRPC's status codes by their numbers. Source: grpc-go codes.Code. */
const names = ["OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied", "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss", "Unauthenticated"];

/** How a call ended. */
export interface GrpcStatus {
  /** By name, as Go prints it. */
  readonly code: string;
  readonly message: string;
}

/** What the headers or trailers of an answer say; undefined when they say nothing of it. */
export function statusOf(headers: Readonly<Record<string, unknown>>): GrpcStatus | undefined {
  const number = headers["grpc-status"];
  if (number === undefined) return undefined;
  return { code: names[Number(number)] ?? `Code(${String(number)})`, message: unescape(String(headers["grpc-message"] ?? "")) };
}

/** What an answer's first headers mean when a server does not speak gRPC; undefined when it does. Source: grpc-go http2Client.operateHeaders. */
export function notGrpc(headers: Readonly<Record<string, unknown>>): GrpcStatus | undefined {
  const type = headers["content-type"];
  if (typeof type === "string" && /^application\/grpc($|[+;])/i.test(type)) return undefined;
  const status = Number(headers[":status"]);
  const problem = type === undefined ? "malformed header: missing HTTP content-type" : `transport: received unexpected content-type ${quote(String(type))}`;
  return { code: codesOfHttp[status] ?? "Unknown", message: `unexpected HTTP status code received from server: ${status} (${STATUS_CODES[status] ?? ""}); ${problem}` };
}

/** What it means that a server ended the stream with this error code of HTTP/2 and no trailers. Source: grpc-go http2Client.handleRSTStream. */
export function ofReset(code: number | undefined): GrpcStatus {
  if (!code) return { code: "Internal", message: "server closed the stream without sending trailers" };
  const name = resets[code];
  const known = codesOfResets[code] ?? "Internal";
  return { code: name === undefined ? "Unknown" : known, message: `stream terminated by RST_STREAM with error code: ${name ?? `unknown error code 0x${code.toString(16)}`}` };
}

/** Error codes of HTTP/2 by their numbers. Source: RFC 9113 section 7. */
const resets = ["NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"];
/** Those that are not Internal. Source: grpc-go http2ErrConvTab. */
const codesOfResets: Readonly<Record<number, string>> = { 3: "ResourceExhausted", 7: "Unavailable", 8: "Canceled", 11: "ResourceExhausted", 12: "PermissionDenied" };

/** Source: grpc-go HTTPStatusConvTab. */
const codesOfHttp: Readonly<Record<number, string>> = { 400: "Internal", 401: "Unauthenticated", 403: "PermissionDenied", 404: "Unimplemented", 429: "Unavailable", 502: "Unavailable", 503: "Unavailable", 504: "Unavailable" };

/** Bytes are written as `%41`; what is no such escape stays as it is. */
function unescape(message: string): string {
  return message.replace(/(%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString());
}
