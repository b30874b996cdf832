import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { encodeYaml } from "../../machinery/codec/yaml.ts";
import type { StatusError } from "../../machinery/errors/status-error.ts";
import { type Negotiated, negotiateError } from "./negotiate.ts";
import { wantsPretty } from "../../machinery/request/pretty.ts";
import { header, type Incoming, type Outgoing } from "./exchange.ts";

const compress = promisify(gzip);

/** Answers larger than this are compressed for clients that accept it. Source: apiserver responsewriters defaultGzipThresholdBytes. */
const gzipThresholdBytes = 128 * 1024;

export interface Reply {
  readonly code: number;
  readonly mediaType: string;
  readonly chunks: readonly Uint8Array[];
}

/** Writes a whole answer. HEAD gets the headers alone. */
export async function respond(request: Incoming, response: Outgoing, { code, mediaType, chunks }: Reply): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  let body = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
  if (body.byteLength > gzipThresholdBytes && acceptsGzip(header(request, "accept-encoding"))) {
    body = await compress(body, { level: constants.Z_BEST_SPEED });
    response.setHeader("Content-Encoding", "gzip");
    const varies = response.getHeader("Vary");
    response.setHeader("Vary", varies === undefined ? "Accept-Encoding" : `${varies}, Accept-Encoding`);
  }
  response.statusCode = code;
  response.setHeader("Content-Type", mediaType);
  response.setHeader("Content-Length", body.byteLength);
  if (request.method === "HEAD") response.end();
  else (response as { end(chunk: Uint8Array): unknown }).end(body);
}

export function respondText(request: Incoming, response: Outgoing, code: number, text: string): Promise<void> {
  return respond(request, response, { code, mediaType: "text/plain; charset=utf-8", chunks: [Buffer.from(text)] });
}

/** JSON, YAML when that was negotiated, indented when asked for. */
export function respondJson(request: Incoming, response: Outgoing, code: number, chunks: readonly Uint8Array[], options: { readonly mediaType?: Negotiated["mediaType"]; readonly pretty?: boolean } = {}): Promise<void> {
  if (options.mediaType === "application/yaml") {
    return respond(request, response, { code, mediaType: "application/yaml", chunks: [Buffer.from(encodeYaml(parse(chunks)))] });
  }
  const written = options.pretty === true ? [Buffer.from(`${JSON.stringify(parse(chunks), undefined, 2)}\n`)] : chunks;
  return respond(request, response, { code, mediaType: "application/json", chunks: written });
}

/** A Status in what the client takes or else in JSON, with `Retry-After` when it names one. */
export function respondError(request: Incoming, response: Outgoing, error: StatusError): Promise<void> {
  const { mediaType, pretty } = negotiateError(header(request, "accept"));
  const isPretty = pretty || wantsPretty(/[?&]pretty=([^&]*)/.exec(request.url ?? "")?.[1] ?? null, header(request, "user-agent"));
  const retryAfterSeconds = error.status.details?.retryAfterSeconds;
  if (retryAfterSeconds !== undefined && !response.headersSent) response.setHeader("Retry-After", String(retryAfterSeconds));
  return respondJson(request, response, error.code, [Buffer.from(`${JSON.stringify(error.status)}\n`)], { mediaType, pretty: isPretty });
}

function parse(chunks: readonly Uint8Array[]): unknown {
  return JSON.parse(Buffer.concat(chunks).toString());
}

function acceptsGzip(accepted: string | undefined): boolean {
  return accepted !== undefined && /(^|[\s,])gzip\s*($|[,;])/.test(accepted) && !/gzip\s*;\s*q=0(\.0*)?\s*($|,)/.test(accepted);
}
