import { type FunctionDeclaration, global, member } from "../environment.ts";
import { Failure } from "../run/failure.ts";
import { Extension, MapValue } from "../run/values.ts";
import { parseType } from "../types.ts";

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** Source: apiserver pkg/cel/library/urls.go; parsed as Go's net/url does, which asks less of a text than WHATWG's URL. */
class Url extends Extension {
  readonly type = parseType("kubernetes.URL");
  readonly parts: UrlParts;
  readonly #text: string;

  constructor(text: string, parts: UrlParts) {
    super();
    this.#text = text;
    this.parts = parts;
  }

  isEqual(other: unknown): boolean {
    return other instanceof Url && other.#text === this.#text;
  }

  get hostname(): string {
    const bracketed = /^\[([^\]]*)\]/.exec(this.parts.host);
    return bracketed?.[1] ?? this.parts.host.replace(/:\d*$/, "");
  }

  get port(): string {
    return /:(\d+)$/.exec(this.parts.host)?.[1] ?? "";
  }
}

/** Absolute URLs and absolute paths only. Source: net/url ParseRequestURI. */
function parse(text: string): UrlParts | undefined {
  if (/[\x00-\x1f\x7f]/.test(text)) return undefined;
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(text) ?? [undefined, undefined, text];
  if (rest === undefined || (scheme === undefined && !rest.startsWith("/"))) return undefined;
  const [beforeFragment = ""] = rest.split("#");
  const mark = beforeFragment.indexOf("?");
  const [hierarchy, query] = mark < 0 ? [beforeFragment, ""] : [beforeFragment.slice(0, mark), beforeFragment.slice(mark + 1)];
  if (!hierarchy.startsWith("/")) return undefined;
  const [, authority = "", path = ""] = scheme !== undefined && hierarchy.startsWith("//") ? (/^\/\/([^/]*)(.*)$/s.exec(hierarchy) ?? []) : [undefined, "", hierarchy];
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  if (!isHost(host) || /%(?![0-9A-Fa-f]{2})/.test(path)) return undefined;
  return { scheme: (scheme ?? "").toLowerCase(), host, path, query };
}

function isHost(host: string): boolean {
  if (host.startsWith("[")) return /^\[[0-9A-Fa-f:.]+(?:%25[^\]]+)?\](?::\d*)?$/.test(host);
  return /^[^ "<>\\^`{|}[\]:]*(?::\d*)?$/.test(host);
}

function urlOf(text: string): Url {
  const parts = parse(text);
  if (parts === undefined) throw new Failure(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`);
  return new Url(text, parts);
}

function escapedPath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@!'()*%[\]]/gu, (char) => encodeURIComponent(char));
}

function queryOf(query: string): MapValue {
  const values = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(query)) values.set(key, [...(values.get(key) ?? []), value]);
  const map = new MapValue();
  for (const [key, list] of values) map.set(key, list);
  return map;
}

export const urlFunctions = (): readonly FunctionDeclaration[] => [
  global("url", "string_to_url", "string -> kubernetes.URL", urlOf),
  member("getScheme", "url_get_scheme", "kubernetes.URL -> string", ({ parts }: Url) => parts.scheme),
  member("getHost", "url_get_host", "kubernetes.URL -> string", ({ parts }: Url) => parts.host),
  member("getHostname", "url_get_hostname", "kubernetes.URL -> string", (url: Url) => url.hostname),
  member("getPort", "url_get_port", "kubernetes.URL -> string", (url: Url) => url.port),
  member("getEscapedPath", "url_get_escaped_path", "kubernetes.URL -> string", ({ parts }: Url) => escapedPath(parts.path)),
  member("getQuery", "url_get_query", "kubernetes.URL -> map(string,list(string))", ({ parts }: Url) => queryOf(parts.query)),
  global("isURL", "is_url_string", "string -> bool", (text: string) => parse(text) !== undefined),
];

export function isRequestUri(text: string): boolean {
  return parse(text) !== undefined;
}
