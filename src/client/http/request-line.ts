import { apiVersionOf } from "../../machinery/meta/resource.ts";
import type { ApiRequest, RequestOptions, Verb } from "../../machinery/request/api-request.ts";

const methods: Readonly<Record<Verb, string>> = { get: "GET", list: "GET", watch: "GET", create: "POST", update: "PUT", patch: "PATCH", delete: "DELETE", deletecollection: "DELETE" };

/** Options that travel in the body of a delete and not in its query. */
const deleteOptions = ["gracePeriodSeconds", "propagationPolicy", "preconditions", "dryRun"] as const;

/** An ApiRequest as HTTP writes it: what `server/http` reads back. */
export interface RequestLine {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

export function requestLine(request: ApiRequest): RequestLine {
  const { verb, body, patchType, options = {} } = request;
  const isDelete = verb === "delete" || verb === "deletecollection";
  const path = resourcePath(request) + queryText(request, isDelete ? without(options, deleteOptions) : options);
  const method = methods[verb];
  if (isDelete) return { method, path, ...json(deleteBody(options)) };
  return body === undefined ? { method, path } : { method, path, ...json(body), ...(patchType && { contentType: patchType }) };
}

/** `/api/v1/namespaces/default/pods/web/status` or `/apis/batch/v1/jobs`. */
export function resourcePath({ verb, resource, namespace, name, subresource }: ApiRequest): string {
  const root = resource.group === "" ? "/api" : "/apis";
  const inNamespace = namespace === undefined || namespace === "" ? [] : ["namespaces", namespace];
  // A create names its object in the body; only a create on a subresource names it in the path.
  const target = name === undefined || (verb === "create" && subresource === undefined) ? [] : [name];
  return [root, ...apiVersionOf(resource).split("/"), ...inNamespace, resource.resource, ...target, ...(subresource === undefined ? [] : subresource.split("/"))]
    .map((segment, place) => (place === 0 ? segment : encodeURIComponent(segment)))
    .join("/");
}

function queryText({ verb }: ApiRequest, options: RequestOptions): string {
  const query = new URLSearchParams();
  if (verb === "watch") query.set("watch", "true");
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || name === "preconditions") continue;
    query.set(name, name === "dryRun" ? "All" : String(value));
  }
  if (options.dryRun === false) query.delete("dryRun");
  // The server refuses to send initial events unless it is told how old they may be.
  if (options.sendInitialEvents === true && options.resourceVersionMatch === undefined) query.set("resourceVersionMatch", "NotOlderThan");
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

function deleteBody({ dryRun, ...options }: RequestOptions): object {
  const fields = { gracePeriodSeconds: options.gracePeriodSeconds, propagationPolicy: options.propagationPolicy, preconditions: options.preconditions };
  return { kind: "DeleteOptions", apiVersion: "v1", ...fields, ...(dryRun === true && { dryRun: ["All"] }) };
}

function json(body: unknown): { contentType: string; body: string } {
  return { contentType: "application/json", body: JSON.stringify(body) };
}

function without(options: RequestOptions, names: readonly (keyof RequestOptions)[]): RequestOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name as keyof RequestOptions)));
}
