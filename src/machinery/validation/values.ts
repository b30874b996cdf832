import { inclusiveRangeError, maxLengthError, maxSubdomainLength, regexError } from "./names.ts";
import { utf8Length } from "../text/utf8.ts";

/**
 * Rules for values that many kinds hold: ports, keys of ConfigMaps, environment variables, percentages.
 * Source: apimachinery util/validation.
 */

const cIdentifier = "[A-Za-z_][A-Za-z0-9_]*";
const cIdentifierRegExp = new RegExp(`^${cIdentifier}$`);

export function isCIdentifier(value: string): string[] {
  if (cIdentifierRegExp.test(value)) return [];
  const message = "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'";
  return [regexError(message, cIdentifier, "my_name", "MY_NAME", "MyName")];
}

export function isPortNumber(port: number): string[] {
  return isInRange(port, 1, 65535);
}

export function isInRange(value: number, low: number, high: number): string[] {
  return value >= low && value <= high ? [] : [inclusiveRangeError(low, high)];
}

/** A user or group id that Linux can have. */
export function isUnixId(id: number): string[] {
  return isInRange(id, 0, 2 ** 31 - 1);
}

/** The name of a port (IANA service name). */
export function isPortName(name: string): string[] {
  const errors: string[] = [];
  if (utf8Length(name) > 15) errors.push(maxLengthError(15));
  if (!/^[-a-z0-9]+$/.test(name)) errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(name)) errors.push("must contain at least one letter (a-z)");
  if (name.includes("--")) errors.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) errors.push("must not begin or end with a hyphen");
  return errors;
}

const percent = "[0-9]+%";

export function isPercent(value: string): string[] {
  return /^[0-9]+%$/.test(value) ? [] : [regexError("a valid percent string must be a numeric string followed by an ending '%'", percent, "1%", "93%")];
}

const headerName = "[-A-Za-z0-9]+";

export function isHttpHeaderName(value: string): string[] {
  return /^[-A-Za-z0-9]+$/.test(value) ? [] : [regexError("a valid HTTP header must consist of alphanumeric characters or '-'", headerName, "X-Header-Name")];
}

/** The relaxed rule, on by default since 1.34: any printable ASCII but `=`. */
export function isEnvVarName(value: string): string[] {
  if (value === "") return ["environment variable name must be non-empty"];
  return /^[\x20-\x3c\x3e-\x7e]*$/.test(value) ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

const configMapKey = "[-._a-zA-Z0-9]+";

/** A key of a ConfigMap or Secret, which may become a file name. */
export function isConfigMapKey(value: string): string[] {
  const errors = utf8Length(value) > maxSubdomainLength ? [maxLengthError(maxSubdomainLength)] : [];
  if (!/^[-._a-zA-Z0-9]+$/.test(value)) {
    const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    errors.push(regexError(message, configMapKey, "key.name", "KEY_NAME", "key-name"));
  }
  if (value === "." || value === "..") errors.push(`must not be '${value}'`);
  else if (value.startsWith("..")) errors.push("must not start with '..'");
  return errors;
}
