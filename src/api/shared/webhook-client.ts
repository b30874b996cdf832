import type { FieldError } from "../../machinery/errors/field-error.ts";
import { addAll, invalidValue, required } from "../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../machinery/validation/names.ts";
import { isPortNumber } from "../../machinery/validation/values.ts";

interface ServiceLike {
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
  readonly port?: number;
}

const form = "; desired format: https://host[/path]";

/** Where a webhook is called by its address. Source: apiserver util/webhook ValidateWebhookURL. */
export function validateWebhookUrl(text: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { scheme, host, user, fragment, query } = partsOf(text);
  if (scheme !== "https") errors.push(invalidValue(path, scheme, `'https' is the only allowed URL scheme${form}`));
  if (host === "") errors.push(invalidValue(path, host, `host must be specified${form}`));
  if (user !== "") errors.push(invalidValue(path, user, "user information is not permitted in the URL"));
  if (fragment !== "") errors.push(invalidValue(path, fragment, "fragments are not permitted in the URL"));
  if (query !== "") errors.push(invalidValue(path, query, "query parameters are not permitted in the URL"));
  return errors;
}

/** A URL as Go takes it apart: what is no whole URL is a path. */
function partsOf(text: string) {
  const [, scheme = "", authority = "", rest = ""] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?(.*)$/s.exec(text) ?? [];
  const at = authority.lastIndexOf("@");
  const [beforeFragment = "", fragment = ""] = rest.split("#", 2);
  return { scheme: scheme.toLowerCase(), host: authority.slice(at + 1), user: at < 0 ? "" : authority.slice(0, at), fragment, query: beforeFragment.split("?", 2)[1] ?? "" };
}

/**
 * Where a webhook is called through a service. `namesAreSwapped`: admission's configurations hand the two names over the
 * wrong way round upstream, so that one is told of the other. Source: apiserver util/webhook ValidateWebhookService.
 */
export function validateWebhookService(service: ServiceLike, path: string, { namesAreSwapped = false } = {}): FieldError[] {
  const { namespace = "", name = "", port = 0, path: url } = service;
  const [toldName, toldNamespace] = namesAreSwapped ? [namespace, name] : [name, namespace];
  const errors: FieldError[] = [];
  if (toldName === "") errors.push(required(`${path}.name`));
  if (toldNamespace === "") errors.push(required(`${path}.namespace`));
  const badPort = isPortNumber(port);
  if (badPort.length > 0) errors.push(invalidValue(`${path}.port`, port, `port is not valid: ${badPort.join(", ")}`));
  if (url !== undefined) addAll(errors, pathProblems(url).map((problem) => invalidValue(`${path}.path`, url, problem)));
  return errors;
}

function pathProblems(url: string): string[] {
  if (url === "" || url === "/") return [];
  if (url === "//") return ["segment[0] may not be empty"];
  const problems = url.startsWith("/") ? [] : ["must start with a '/'"];
  // The first character is taken for the slash, whatever it is.
  const segments = url.slice(1).replace(/\/$/, "").split("/");
  return [...problems, ...segments.flatMap((segment, index) => (segment === "" ? [`segment[${index}] may not be empty`] : isDns1123Subdomain(segment).map((problem) => `segment[${index}]: ${problem}`)))];
}
