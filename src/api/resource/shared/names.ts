import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, required, tooLong } from "../../../machinery/errors/field-errors.ts";
import { quote } from "../../../machinery/text/quote.ts";
import { utf8Length } from "../../../machinery/text/utf8.ts";
import { isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName, maxSubdomainLength } from "../../../machinery/validation/names.ts";
import { isCIdentifier } from "../../../machinery/validation/values.ts";
import { validateCsiDriverName } from "../../core/pod-template/validate-volume-sources.ts";

/** Names of devices and of what they have. Source of all: kubernetes pkg/apis/resource/validation. */

const maxDomainLength = 63;
const maxIdLength = 32;
/** How long a name of a domain may be, its slash included. */
export const maxQualifiedNameLength: number = maxDomainLength + 1 + maxIdLength;

/** Drivers are named as CSI drivers are. */
export const validateDriverName: (name: string, path: string) => FieldError[] = validateCsiDriverName;

/** Of devices, requests and counters. */
export function validateLabelLike(name: string, path: string): FieldError[] {
  return isDns1123Label(name).map((problem) => invalidValue(path, name, problem));
}

export function validateNodeName(name: string, path: string): FieldError[] {
  return isDns1123Subdomain(name).map((problem) => invalidValue(path, name, problem));
}

/** Source: apimachinery meta/v1/validation ValidateLabelName. */
export function validateLabelKey(key: string, path: string): FieldError[] {
  return isQualifiedName(key).map((problem) => invalidValue(path, key, problem));
}

export function validateLabelValue(value: string, path: string): FieldError[] {
  return isLabelValue(value).map((problem) => invalidValue(path, value, problem));
}

/** Subdomains joined by slashes. */
export function validatePoolName(name: string, path: string): FieldError[] {
  if (name === "") return [required(path)];
  const errors = utf8Length(name) > maxSubdomainLength ? [tooLong(path, maxSubdomainLength)] : [];
  for (const part of name.split("/")) for (const problem of isDns1123Subdomain(part)) errors.push(invalidValue(path, part, problem));
  return errors;
}

/** An identifier, with or without a domain. More than one slash goes by, as upstream lets it. */
export function validateQualifiedName(name: string, path: string): FieldError[] {
  const [domain = "", id = "", ...rest] = name.split("/");
  if (rest.length > 0) return [];
  if (!name.includes("/")) return validateIdentifier(name, path);
  return [
    ...(domain === "" ? [invalidValue(path, "", "the domain must not be empty")] : validateDriverName(domain, path)),
    ...(id === "" ? [invalidValue(path, "", "the name must not be empty")] : validateIdentifier(id, path)),
  ];
}

export function validateFullyQualifiedName(name: string, path: string): FieldError[] {
  const errors = validateQualifiedName(name, path);
  if (!name.includes("/")) errors.push(invalidValue(path, name, "a fully qualified name must be a domain and a name separated by a slash"));
  return errors;
}

function validateIdentifier(id: string, path: string): FieldError[] {
  const errors = utf8Length(id) > maxIdLength ? [tooLong(path, maxIdLength)] : [];
  for (const problem of isCIdentifier(id)) errors.push(invalidValue(path, id, problem));
  return errors;
}

const hyphenated = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const notNormal = "uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters";

export function validateUid(uid: string, path: string): FieldError[] {
  const problem = uuidProblem(uid);
  if (problem !== undefined) return [invalidValue(path, uid, `error validating uid: ${problem}`)];
  return utf8Length(uid) === 36 && uid === uid.toLowerCase() ? [] : [invalidValue(path, uid, notNormal)];
}

/** Source: github.com/google/uuid Validate, which takes four forms. */
function uuidProblem(uid: string): string | undefined {
  const wrong = "invalid UUID format";
  const length = utf8Length(uid);
  switch (length) {
    case 36:
      return hyphenated.test(uid) ? undefined : wrong;
    case 45: {
      const prefix = uid.slice(0, 9);
      if (prefix.toLowerCase() !== "urn:uuid:") return `invalid urn prefix: ${quote(prefix)}`;
      return hyphenated.test(uid.slice(9)) ? undefined : wrong;
    }
    case 38:
      if (!uid.startsWith("{") || !uid.endsWith("}")) return "invalid bracketed UUID format";
      return hyphenated.test(uid.slice(1, -1)) ? undefined : wrong;
    case 32:
      return /^[0-9a-f]{32}$/i.test(uid) ? undefined : wrong;
    default:
      return `invalid UUID length: ${length}`;
  }
}
