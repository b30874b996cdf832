import { isIPv6 } from "node:net";
import { quote } from "../../../machinery/text/quote.ts";

/** `10.244.0.7:80`, `[fd00::7]:80`. */
export function joinHostPort(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** A connection that could not be opened, in the words of Go's net package, which people search for. */
export function dialError(address: string, error: Error): string {
  return `dial tcp ${address}: ${dialWords(error)}`;
}

function dialWords(error: Error): string {
  switch ("code" in error ? error.code : undefined) {
    case "ECONNREFUSED":
      return "connect: connection refused";
    case "EHOSTUNREACH":
      return "connect: no route to host";
    case "ENETUNREACH":
      return "connect: network is unreachable";
    case "ECONNRESET":
      return "connect: connection reset by peer";
    default:
      return error.message;
  }
}

/** Why a request over HTTP had no answer, in the words of Go's net/http. */
export function requestError(address: string, error: Error): string {
  const { code, syscall, rawPacket } = error as Error & { code?: string; syscall?: string; rawPacket?: Uint8Array };
  if (error.name === "AbortError" || error.name === "TimeoutError") return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
  if (code?.startsWith("HPE_") === true) return `net/http: HTTP/1.x transport connection broken: malformed HTTP response ${quote(firstLine(rawPacket))}`;
  if (code === "ECONNRESET" && syscall === undefined) return "EOF"; // Node's "socket hang up"
  if (code === "ECONNRESET") return `read tcp ${address}: read: connection reset by peer`;
  if (code === "EPIPE") return `write tcp ${address}: write: broken pipe`;
  return dialError(address, error);
}

function firstLine(packet: Uint8Array = new Uint8Array()): string {
  return new TextDecoder().decode(packet).split(/\r?\n/)[0] ?? "";
}
