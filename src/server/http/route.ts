import { badRequest } from "../../machinery/errors/constructors.ts";

/** What a path names. Source: apiserver endpoints/request NewRequestInfo. */
export type Route =
  | {
      readonly type: "resource";
      readonly group: string;
      readonly version: string;
      readonly resource: string;
      readonly namespace?: string;
      readonly name?: string;
      readonly subresource?: string;
      /** What follows the subresource, for proxies: begins with `/` or is empty. */
      readonly rest: string;
      /** The deprecated `/watch/` prefix. */
      readonly watch: boolean;
    }
  | { readonly type: "path"; readonly path: string };

/** Namespace subresources; every other word after `/namespaces/<name>/` is a resource in it. */
const namespaceSubresources = new Set(["status", "finalize"]);

/** True when more follows a subresource than its end: only proxies have more. */
export function hasMore({ rest, subresource }: Extract<Route, { type: "resource" }>): boolean {
  return subresource !== "proxy" && rest !== "" && rest !== "/";
}

/** Reads a request path without its query. Names are percent-decoded; a bad escape throws BadRequest. */
export function parseRoute(path: string): Route {
  const segments = withoutEscapedSlashes(path).split("/");
  const prefix = segments[1];
  const legacy = prefix === "api";
  const head = legacy ? 3 : 4;
  if ((!legacy && prefix !== "apis") || segments.length <= head || segments[head] === "") return { type: "path", path };
  const group = legacy ? "" : decode(segments[2]);
  const version = decode(segments[head - 1]);
  let parts = segments.slice(head);
  const watch = parts[0] === "watch" && parts.length > 1;
  if (watch) parts = parts.slice(1);

  let namespace: string | undefined;
  if (parts[0] === "namespaces" && parts.length > 1 && parts[1] !== "") {
    if (parts.length > 2 && parts[2] !== "" && !namespaceSubresources.has(parts[2] as string)) {
      namespace = decode(parts[1]);
      parts = parts.slice(2);
    }
  }
  const [resource, name, subresource, ...rest] = parts;
  return {
    type: "resource",
    group,
    version,
    resource: decode(resource),
    namespace,
    name: name === undefined || name === "" ? undefined : decode(name),
    subresource: subresource === undefined || subresource === "" ? undefined : decode(subresource),
    rest: rest.length === 0 ? "" : `/${rest.join("/")}`,
    watch,
  };
}

/** An escaped slash parts words as a plain one does, as Go's URL has it; what a proxy hands on stays as it was sent. */
function withoutEscapedSlashes(path: string): string {
  if (!path.includes("%")) return path;
  const proxied = path.indexOf("/proxy/");
  const end = proxied < 0 ? path.length : proxied;
  return path.slice(0, end).replace(/%2f/gi, "/") + path.slice(end);
}

function decode(segment: string | undefined): string {
  if (segment === undefined || !segment.includes("%")) return segment ?? "";
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest(`invalid URL escape in ${JSON.stringify(segment)}`);
  }
}
