import type { ResourceInfo } from "../../api/resource-info.ts";
import { badRequest, methodNotAllowed, notAcceptable, pathNotFound, timeout } from "../../machinery/errors/constructors.ts";
import type { ApiRequest, RequestOptions, Verb } from "../../machinery/request/api-request.ts";
import { attributesOf, requireAllowed } from "../authz/stage.ts";
import type { Answer } from "../contract.ts";
import type { IncludeObject } from "../forms/table.ts";
import { pageNotFound } from "../paths/index-page.ts";
import { decodeBody, patchTypeOf, requireObject } from "./decode-body.ts";
import { withDeleteBody } from "./delete-options.ts";
import { encodeList, encodeObject, type EncodeContext } from "./encode-answer.ts";
import { header } from "./exchange.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { negotiate } from "./negotiate.ts";
import { readBody } from "./read-body.ts";
import { parseRequestOptions } from "./request-options.ts";
import { respond, respondJson } from "./respond.ts";
import type { Route } from "./route.ts";
import { verbOf } from "./verb.ts";
import { warningHeader } from "./warning-header.ts";
import { serveWatch } from "./serve-watch.ts";

type ResourceRoute = Extract<Route, { type: "resource" }>;

/** How long a request that is not a watch may take. Source: apiserver --request-timeout. */
const requestTimeoutMs = 60_000;

/** Runs a request for a resource through the pipeline and writes its answer. */
export async function serveResource(exchange: HttpExchange, route: ResourceRoute): Promise<void> {
  const { server, request, response, query, user } = exchange;
  const verb = verbOf(request.method ?? "", route, query);
  if (verb === undefined) throw methodNotAllowed();
  const { group, version, resource, namespace, name, subresource } = route;
  const target = { verb, resource: { group, version, resource }, subresource, namespace, name };
  const info = server.catalog.find(group, version, resource);
  if (info === undefined || !serves(info, verb, subresource)) {
    requireAllowed(server.authorizer, attributesOf({ request: target, user }));
    if (!server.catalog.list().some((one) => one.group === group && one.version === version)) {
      return respond(request, response, { code: 404, mediaType: pageNotFound.mediaType, chunks: [Buffer.from(pageNotFound.body)] });
    }
    throw info === undefined || (subresource !== undefined && !info.subresources.some((one) => one.name === subresource)) ? pathNotFound() : methodNotAllowed();
  }

  const negotiated = negotiate(header(request, "accept"));
  const read = await readRequest(exchange, target);
  const context: EncodeContext = { info, negotiated, includeObject: negotiated.form === "table" ? includeObjectOf(query) : "Metadata", now: server.clock.now() };
  if (verb === "watch") {
    if (negotiated.mediaType !== "application/json") throw notAcceptable(["application/json"]);
    return serveWatch(exchange, await run(exchange, info, read), context);
  }
  const answer = await withTimeout(exchange, () => run(exchange, info, read));
  const pretty = wantsPretty(query.get("pretty"), header(request, "user-agent"));
  const { mediaType } = negotiated;
  if (answer.type === "list") return respondJson(request, response, 200, encodeList(answer.list, context), { mediaType, pretty });
  if (answer.type === "object") return respondJson(request, response, answer.code, encodeObject(answer.object, context), { mediaType, pretty });
  throw new TypeError(`${verb} ${resource} answered with a ${answer.type}`);
}

function serves(info: ResourceInfo, verb: Verb, subresource: string | undefined): boolean {
  if (subresource === undefined) return info.verbs.includes(verb);
  return info.subresources.find((one) => one.name === subresource)?.verbs.includes(verb) === true;
}

function run({ server, user, response, signal }: HttpExchange, info: ResourceInfo, { apiRequest, duplicates }: ReadRequest): Promise<Answer> {
  const warnings: string[] = [];
  return server.pipeline.run({
    request: apiRequest,
    duplicateFields: duplicates,
    info,
    user,
    clock: server.clock,
    signal,
    warn(text) {
      if (warnings.includes(text) || response.headersSent) return;
      warnings.push(text);
      response.setHeader("Warning", warnings.map(warningHeader));
    },
    setHeader: (name, value) => {
      if (!response.headersSent) response.setHeader(name, value);
    },
  });
}

interface ReadRequest {
  readonly apiRequest: ApiRequest;
  /** What is to be said of fields that the body names twice. */
  readonly duplicates?: readonly string[];
}

async function readRequest({ server, request, query, user }: HttpExchange, target: Pick<ApiRequest, "verb" | "resource" | "subresource" | "namespace" | "name">): Promise<ReadRequest> {
  const { verb } = target;
  const contentType = header(request, "content-type");
  const patchType = verb === "patch" ? patchTypeOf(contentType) : undefined;
  const options = parseRequestOptions(verb, query, patchType);
  const hasBody = verb === "create" || verb === "update" || verb === "patch" || verb === "delete" || verb === "deletecollection";
  if (!hasBody) return { apiRequest: { ...target, options } };

  // Nobody without permission makes the server read and parse megabytes.
  requireAllowed(server.authorizer, attributesOf({ request: target, user }));
  const bytes = await readBody(request);
  if (verb === "delete" || verb === "deletecollection") {
    const body = bytes.byteLength === 0 ? undefined : (await decodeBody(bytes, contentType)).body;
    return { apiRequest: { ...target, options: withDeleteBody(options, body) } };
  }
  const { body, duplicates } = await decodeBody(bytes, contentType);
  if (verb !== "patch") requireObject(body);
  const managed = patchType === "application/apply-patch+yaml" ? options : withFieldManager(options, header(request, "user-agent"));
  return { apiRequest: { ...target, options: managed, body, patchType }, duplicates };
}

/** Who writes a field is told from the client's name when it does not say. Source: apiserver endpoints/handlers managerOrUserAgent. */
function withFieldManager(options: RequestOptions, userAgent: string | undefined): RequestOptions {
  if (options.fieldManager !== undefined) return options;
  return { ...options, fieldManager: (userAgent ?? "unknown").split("/")[0]?.slice(0, 128) || "unknown" };
}

async function withTimeout({ server, query, cancel }: HttpExchange, work: () => Promise<Answer>): Promise<Answer> {
  const expired = Promise.withResolvers<never>();
  const timer = server.clock.setTimer(timeoutOf(query), () => {
    const error = timeout("request did not complete within requested timeout - context deadline exceeded");
    expired.reject(error);
    cancel(error);
  });
  try {
    return await Promise.race([work(), expired.promise]);
  } finally {
    timer.cancel();
  }
}

/** The `timeout` query in Go's form of a few units, bounded by the server's own. */
function timeoutOf(query: URLSearchParams): number {
  const text = query.get("timeout");
  if (text === null || text === "") return requestTimeoutMs;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (match === null) throw badRequest(`invalid timeout specified in the request URL - time: invalid duration ${JSON.stringify(text)}`);
  const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] as "ms" | "s" | "m" | "h"];
  const ms = Number(match[1]) * unitMs;
  return ms === 0 ? requestTimeoutMs : Math.min(ms, requestTimeoutMs);
}

function includeObjectOf(query: URLSearchParams): IncludeObject {
  const text = query.get("includeObject");
  if (text === null || text === "") return "Metadata";
  if (text === "None" || text === "Metadata" || text === "Object") return text;
  throw badRequest(`Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(text)}: must be 'Metadata', 'Object', 'None', or empty`);
}

/** People at a terminal or in a browser get indented answers unless they say otherwise. */
function wantsPretty(pretty: string | null, userAgent: string | undefined): boolean {
  if (pretty !== null) return pretty !== "0" && pretty !== "false";
  return userAgent !== undefined && /^(curl|Wget|Mozilla\/5\.0)/.test(userAgent);
}
