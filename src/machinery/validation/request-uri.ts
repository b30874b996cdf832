import { ipFamily } from "./ip-family.ts";

/** A request's URI taken apart; `scheme` (in lower case) and `host` (as written, with its port) are empty where there is none. */
export interface RequestUri {
  readonly scheme: string;
  readonly host: string;
}

const control = /[\0-\x1f\x7f]/;
const badEscape = /%(?![0-9a-fA-F]{2})/;
const userInfo = /^[\w\-.:~!$&'()*+,;=%@]*$/;
const hostCharacters = /^(?:[\w\-.~!$&'()*+,;=:\]<>"%]|[^\0-\x7f])*$/;

/** A whole URI or an absolute path; undefined where the text is neither. Source: Go net/url ParseRequestURI. */
export function parseRequestUri(text: string): RequestUri | undefined {
  if (text === "" || control.test(text)) return undefined;
  if (text === "*") return { scheme: "", host: "" };
  const [, scheme = "", rest = ""] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(.*)$/s.exec(text) ?? [];
  const [path = ""] = rest.split("?", 1);
  if (!path.startsWith("/")) return scheme === "" ? undefined : { scheme: scheme.toLowerCase(), host: "" };
  if (scheme === "" || !path.startsWith("//")) return badEscape.test(path) ? undefined : { scheme: scheme.toLowerCase(), host: "" };
  const slash = path.indexOf("/", 2);
  const authority = path.slice(2, slash < 0 ? undefined : slash);
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  const isGood = isHost(host, scheme) && userInfo.test(authority.slice(0, Math.max(at, 0))) && !badEscape.test(rest.slice(0, path.length));
  return isGood ? { scheme: scheme.toLowerCase(), host } : undefined;
}

/** A name or an IPv4 address, or an IPv6 address in brackets (with `%25` before its zone), and a port. Only the web's schemes mind other colons. */
function isHost(host: string, scheme: string): boolean {
  const [, address] = /^\[([^\]%]*)(?:%25[^\]]+)?\](?::\d*)?$/.exec(host) ?? [];
  if (host.startsWith("[")) return address !== undefined && ipFamily(address) === "IPv6";
  const isStrict = /^https?$/i.test(scheme);
  return hostCharacters.test(host) && (isStrict ? /^[^:]*(?::\d*)?$/ : /^(?:.*:\d*|[^:]*)$/s).test(host);
}
