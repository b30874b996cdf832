import { utf8Length } from "../text/utf8.ts";
import { addAll } from "../errors/field-errors.ts";

/**
 * Rules for names, keys and values. Each returns what is wrong in upstream's words, or nothing.
 * Source: apimachinery util/validation and api/validate/content of 1.36, where names count "characters" and label keys
 * and values "bytes" (both mean bytes).
 */

/** `must consist of ... (e.g. 'a',  or 'b', regex used for validation is '...')`. */
export function regexError(message: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  const list = examples.map((example) => `'${example}', `).join(" or ");
  return `${message} (e.g. ${list}regex used for validation is '${pattern}')`;
}

export function maxLengthError(length: number): string {
  return `must be no more than ${length} characters`;
}

export function inclusiveRangeError(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const label1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const wildcard = `\\*\\.${subdomain}`;

const labelRegExp = new RegExp(`^${label}$`);
const subdomainRegExp = new RegExp(`^${subdomain}$`);
const label1035RegExp = new RegExp(`^${label1035}$`);
const wildcardRegExp = new RegExp(`^${wildcard}$`);

export const maxLabelLength = 63;
export const maxSubdomainLength = 253;

/** One part of a DNS name, as most names must be that become host names. */
export function isDns1123Label(value: string): string[] {
  const errors = tooLong(value, maxLabelLength);
  if (labelRegExp.test(value)) return errors;
  if (subdomainRegExp.test(value)) return [...errors, "must not contain dots"];
  const message = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...errors, regexError(message, label, "my-name", "123-abc")];
}

/** Labels joined by dots: the rule for most objects' names. */
export function isDns1123Subdomain(value: string): string[] {
  const errors = tooLong(value, maxSubdomainLength);
  if (subdomainRegExp.test(value)) return errors;
  const message =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...errors, regexError(message, subdomain, "example.com")];
}

const looseLabel = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const looseSubdomain = `${looseLabel}(\\.${looseLabel})*`;
const looseSubdomainRegExp = new RegExp(`^${looseSubdomain}$`);

/** A subdomain that may have underscores in it (what a resolver searches). */
export function isDns1123SubdomainWithUnderscore(value: string): string[] {
  const errors = tooLong(value, maxSubdomainLength);
  if (looseSubdomainRegExp.test(value)) return errors;
  const message =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [...errors, regexError(message, looseSubdomain, "example.com")];
}

/** A label that starts with a letter (Services). */
export function isDns1035Label(value: string): string[] {
  const errors = tooLong(value, maxLabelLength);
  if (label1035RegExp.test(value)) return errors;
  const message =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...errors, regexError(message, label1035, "my-name", "abc-123")];
}

/** `*.` and a subdomain (Ingress hosts). */
export function isWildcardDns1123Subdomain(value: string): string[] {
  const errors = tooLong(value, maxSubdomainLength);
  if (wildcardRegExp.test(value)) return errors;
  const message =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
  return [...errors, regexError(message, wildcard, "*.example.com")];
}

const qualifiedName = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const qualifiedNameRegExp = new RegExp(`^${qualifiedName}$`);
const qualifiedNameMessage = regexError(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  qualifiedName,
  "MyName",
  "my.name",
  "123-abc",
);

/** A name with an optional DNS prefix, such as `example.com/MyName`: label keys, annotation keys, finalizers, resources, taints. */
export function isQualifiedName(value: string): string[] {
  const parts = value.split("/");
  if (parts.length > 2) return [`a valid label key ${qualifiedNameMessage} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const errors: string[] = [];
  const name = parts.at(-1) as string;
  if (parts.length === 2) {
    const prefix = parts[0] as string;
    const prefixErrors = prefix === "" ? ["must be non-empty"] : isDns1123Subdomain(prefix);
    addAll(errors, prefixErrors.map((error) => `prefix part ${error}`));
  }
  if (name === "") errors.push("name part must be non-empty");
  else if (utf8Length(name) > maxLabelLength) errors.push(`name part must be no more than ${maxLabelLength} bytes`);
  if (!qualifiedNameRegExp.test(name)) errors.push(`name part ${qualifiedNameMessage}`);
  return errors;
}

const labelValue = `(${qualifiedName})?`;
const labelValueRegExp = new RegExp(`^${labelValue}$`);

/** The value of a label; may be empty. */
export function isLabelValue(value: string): string[] {
  const errors = utf8Length(value) > maxLabelLength ? [`must be no more than ${maxLabelLength} bytes`] : [];
  if (labelValueRegExp.test(value)) return errors;
  const message =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...errors, regexError(message, labelValue, "MyValue", "my_value", "12345")];
}

/** A name that can stand in a URL path, for kinds whose names are free otherwise (RBAC). With `prefix` something will be appended to it. */
export function isPathSegmentName(name: string, prefix = false): string[] {
  if (!prefix && (name === "." || name === "..")) return [`may not be '${name}'`];
  return ["/", "%"].filter((illegal) => name.includes(illegal)).map((illegal) => `may not contain '${illegal}'`);
}

function tooLong(value: string, limit: number): string[] {
  return utf8Length(value) > limit ? [maxLengthError(limit)] : [];
}

/** The rule that a kind's names follow. With `prefix` it judges a `generateName`, to which something will be appended. */
export type NameRule = (name: string, prefix: boolean) => string[];

export const nameIsDnsSubdomain: NameRule = (name, prefix) => isDns1123Subdomain(prefix ? maskTrailingDash(name) : name);
export const nameIsDnsLabel: NameRule = (name, prefix) => isDns1123Label(prefix ? maskTrailingDash(name) : name);
export const nameIsPathSegment: NameRule = isPathSegmentName;

/** A prefix may end in a dash. The last two characters give way to one letter, as upstream does it, so `-` before it goes too. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith("-") ? `${name.slice(0, -2)}a` : name;
}
