import type { ResourceInfo } from "../../api/resource-info.ts";
import { methodNotAllowed, methodNotSupported, notAcceptable, pathNotFound, timeout } from "../../machinery/errors/constructors.ts";
import type { StrictReport } from "../../machinery/codec/strict-report.ts";
import type { ApiRequest, RequestOptions } from "../../machinery/request/api-request.ts";
import { attributesOf, requireAllowed } from "../authz/stage.ts";
import type { Answer } from "../contract.ts";
import { leaveAfter } from "../flowcontrol/stage.ts";
import { pageNotFound } from "../paths/index-page.ts";
import { allowedMethods } from "./allowed-methods.ts";
import { decodeBody, patchTypeOf, requireObject } from "./decode-body.ts";
import { withDeleteBody } from "./delete-options.ts";
import { encodeList, encodeObject, type EncodeContext } from "./encode-answer.ts";
import { header } from "./exchange.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { includeObjectOf } from "./include-object.ts";
import { negotiate, type Negotiated } from "./negotiate.ts";
import { readBody } from "./read-body.ts";
import { parseRequestOptions } from "./request-options.ts";
import { respond, respondJson } from "./respond.ts";
import type { Route } from "./route.ts";
import { wantsPretty } from "../../machinery/request/pretty.ts";
import { verbOf } from "./verb.ts";
import { Warnings } from "./warnings.ts";
import { serveWatch } from "./serve-watch.ts";

type ResourceRoute = Extract<Route, { type: "resource" }>;

/** Runs a request for a resource through the pipeline and writes its answer. */
export async function serveResource(exchange: HttpExchange, route: ResourceRoute): Promise<void> {
  const { server, request, response, query } = exchange;
  const { group, version, resource, namespace, name, subresource } = route;
  const verb = verbOf(request.method ?? "", route, query);
  const info = server.catalog.find(group, version, resource);
  const methods = info === undefined ? [] : allowedMethods(info, route);
  if (verb === undefined || info === undefined || !methods.includes(request.method ?? "")) return refuseMethod(exchange, route, methods);

  const target = { verb, resource: { group, version, resource }, subresource, namespace, name };
  if (verb === "watch" && !info.verbs.includes("watch")) throw methodNotSupported(info, verb);
  if (verb === "watch") {
    const { read, ...form } = await understand(exchange, target, info);
    if (form.negotiated.mediaType !== "application/json") throw notAcceptable(["application/json"]);
    const watch = await run(exchange, info, read);
    if (exchange.seat !== undefined) leaveAfter(watch, exchange.seat);
    return serveWatch(exchange, watch, { info, ...form, now: exchange.server.clock.now() });
  }
  const { form, answer } = await withTimeout(exchange, async () => {
    const { read, ...form } = await understand(exchange, target, info);
    return { form, answer: await run(exchange, info, read) };
  });
  const { negotiated } = form;
  const context: EncodeContext = { info, ...form, now: exchange.server.clock.now() };
  const pretty = negotiated.pretty || wantsPretty(query.get("pretty"), header(request, "user-agent"));
  const { mediaType } = negotiated;
  if (answer.type === "list") return respondJson(request, response, 200, encodeList(answer.list, context), { mediaType, pretty });
  if (answer.type === "object") return respondJson(request, response, answer.code, encodeObject(answer.object, context), { mediaType, pretty });
  throw new TypeError(`${verb} ${resource} answered with a ${answer.type}`);
}

interface Understood extends Pick<EncodeContext, "negotiated" | "includeObject"> {
  readonly read: ReadRequest;
}

type Target = Pick<ApiRequest, "verb" | "resource" | "subresource" | "namespace" | "name">;

/** The request and the form of its answer. What is wrong with them is told to those alone who may ask for the target. */
async function understand(exchange: HttpExchange, target: Target, info: ResourceInfo): Promise<Understood> {
  try {
    const negotiated = negotiate(header(exchange.request, "accept"), { hasTable: hasTable(info) });
    const includeObject = negotiated.form === "table" ? includeObjectOf(exchange.query) : "Metadata"; // before a write, which a wrong word must not follow
    return { negotiated, includeObject, read: await readRequest(exchange, target, kindOf(info, target.subresource)) };
  } catch (error) {
    requireAllowed(exchange.server.authorizer, attributesOf({ request: target, user: exchange.user }));
    throw error;
  }
}

/** What can only be created, as reviews, is no table. */
function hasTable({ verbs }: ResourceInfo): boolean {
  return verbs.length !== 1 || verbs[0] !== "create";
}

/** A path or method that no resource has: whoever may not ask for it is told that, everybody else what is wrong. */
async function refuseMethod({ server, request, response, query, user }: HttpExchange, route: ResourceRoute, allowed: readonly string[]): Promise<void> {
  const { group, version, resource, subresource, namespace, name } = route;
  requireAllowed(server.authorizer, { user, verb: verbOf(request.method ?? "", route, query) ?? "", group, version, resource, subresource, namespace, name });
  if (!server.catalog.list().some((one) => one.group === group && one.version === version)) {
    return respond(request, response, { code: 404, mediaType: pageNotFound.mediaType, chunks: [Buffer.from(pageNotFound.body)] });
  }
  if (allowed.length === 0) throw pathNotFound();
  response.setHeader("Allow", allowed.join(", "));
  throw methodNotAllowed();
}

function run({ server, user, response, signal, seat }: HttpExchange, info: ResourceInfo, { apiRequest, strictReport }: ReadRequest): Promise<Answer> {
  const warnings = new Warnings();
  return server.pipeline.run({
    request: apiRequest,
    strictReport,
    info,
    user,
    clock: server.clock,
    signal,
    isSeated: seat !== undefined,
    warn(text) {
      const headers = response.headersSent ? undefined : warnings.add(text);
      if (headers !== undefined) response.setHeader("Warning", headers);
    },
  });
}

interface ReadRequest {
  readonly apiRequest: ApiRequest;
  readonly strictReport?: StrictReport;
}

/** What travels in the body of a request. */
function kindOf(info: ResourceInfo, subresource: string | undefined): string {
  return subresource === undefined ? info.kind : (info.subresources.find((one) => one.name === subresource)?.kind ?? info.kind);
}

async function readRequest({ server, request, query, user }: HttpExchange, target: Target, kind: string): Promise<ReadRequest> {
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
    const body = bytes.byteLength === 0 ? undefined : (await decodeBody(bytes, contentType, "DeleteOptions")).body;
    return { apiRequest: { ...target, options: withDeleteBody(options, body) } };
  }
  const decoded = await decodeBody(bytes, contentType, patchType === undefined ? { kind } : { patchType });
  const { strictReport } = decoded;
  const body = patchType === undefined ? requireObject(decoded.body, bytes, kind) : decoded.body;
  const managed = patchType === "application/apply-patch+yaml" ? options : withFieldManager(options, header(request, "user-agent"));
  return { apiRequest: { ...target, options: managed, body, patchType }, strictReport };
}

/** Who writes a field is told from the client's name when it does not say. Source: apiserver endpoints/handlers managerOrUserAgent. */
function withFieldManager(options: RequestOptions, userAgent: string | undefined): RequestOptions {
  if (options.fieldManager !== undefined) return options;
  return { ...options, fieldManager: (userAgent ?? "unknown").split("/")[0]?.slice(0, 128) || "unknown" };
}

async function withTimeout<T>({ server, timeoutMs, cancel }: HttpExchange, work: () => Promise<T>): Promise<T> {
  const expired = Promise.withResolvers<never>();
  const timer = server.clock.setTimer(timeoutMs, () => {
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
