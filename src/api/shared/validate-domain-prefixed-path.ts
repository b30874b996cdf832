import type { FieldError } from "../../machinery/errors/field-error.ts";
import { invalidValue, required } from "../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain, regexError } from "../../machinery/validation/names.ts";

/** What RFC 3986 lets stand in a path. */
const httpPath = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const httpPathRegExp = new RegExp(`^${httpPath}$`);

/** A name such as `example.com/queue`. Source: apimachinery util/validation IsDomainPrefixedPath. */
export function validateDomainPrefixedPath(name: string, path: string): FieldError[] {
  if (name === "") return [required(path)];
  const slash = name.indexOf("/");
  if (slash <= 0 || slash === name.length - 1) return [invalidValue(path, name, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const [host, rest] = [name.slice(0, slash), name.slice(slash + 1)];
  const errors = isDns1123Subdomain(host).map((problem) => invalidValue(path, host, problem));
  if (!httpPathRegExp.test(rest)) errors.push(invalidValue(path, rest, regexError("Invalid path", httpPath)));
  return errors;
}
