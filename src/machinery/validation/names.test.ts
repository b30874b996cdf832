import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isPathSegmentName,
  isQualifiedName,
  isWildcardDns1123Subdomain,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
} from "./names.ts";
import { isCIdentifier, isConfigMapKey, isEnvVarName, isHttpHeaderName, isPercent, isPortName, isPortNumber, isUnixId } from "./values.ts";

const longest = "a".repeat(63);
const accepted: readonly [rule: (value: string) => string[], values: string[]][] = [
  [isDns1123Label, ["a", "a-1", "1", longest]],
  [isDns1123Subdomain, ["a", "a.b-c.d", `${`${longest}.`.repeat(3)}${"a".repeat(61)}`]],
  [isDns1035Label, ["a1", longest]],
  [isWildcardDns1123Subdomain, ["*.example.com"]],
  [isQualifiedName, ["a", "A_b.c", "example.com/Name", longest, `example.com/${longest}`]],
  [isLabelValue, ["", "a", "A_b-c.d", longest]],
  [isPathSegmentName, ["system:node", "a b", "..."]],
  [isPortName, ["http", "a".repeat(15), "8a"]],
  [isConfigMapKey, ["a", "_A.b-c", ".hidden", "a".repeat(253)]],
  [isEnvVarName, ["A", "1", "a b", "~"]],
  [isCIdentifier, ["_a1"]],
  [isHttpHeaderName, ["X-A"]],
  [isPercent, ["0%", "100%"]],
];

test("Names on the good side of each rule's limits are accepted", () => {
  for (const [rule, values] of accepted) for (const value of values) assert.deepEqual(rule(value), [], `${rule.name} ${value}`);
});

const labelMessage =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomainMessage =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const keyMessage =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const refused: readonly [rule: (value: string) => string[], value: string, errors: string[]][] = [
  [isDns1123Label, "A", [labelMessage]],
  [isDns1123Label, "-a", [labelMessage]],
  [isDns1123Label, "a.b", ["must not contain dots"]],
  [isDns1123Label, `${longest}a`, ["must be no more than 63 characters"]],
  [isDns1123Subdomain, "a..b", [subdomainMessage]],
  [isDns1123Subdomain, "", [subdomainMessage]],
  [isQualifiedName, "a/b/c", [`a valid label key ${keyMessage} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]],
  [isQualifiedName, "/b", ["prefix part must be non-empty"]],
  [isQualifiedName, "", ["name part must be non-empty", `name part ${keyMessage}`]],
  [isQualifiedName, `x/${longest}a`, ["name part must be no more than 63 bytes"]],
  [isLabelValue, `${longest}a`, ["must be no more than 63 bytes"]],
  [isPathSegmentName, "..", ["may not be '..'"]],
  [isPathSegmentName, "a/b%", ["may not contain '/'", "may not contain '%'"]],
  [isPortName, "a".repeat(16), ["must be no more than 15 characters"]],
  [isPortName, "1", ["must contain at least one letter (a-z)"]],
  [isPortName, "a--b", ["must not contain consecutive hyphens"]],
  [isConfigMapKey, "..", ["must not be '..'"]],
  [isConfigMapKey, "..a", ["must not start with '..'"]],
  [isConfigMapKey, "a".repeat(254), ["must be no more than 253 characters"]],
  [isEnvVarName, "", ["environment variable name must be non-empty"]],
  [isEnvVarName, "a=b", ["a valid environment variable name must consist only of printable ASCII characters other than '='"]],
];

test("Names past a limit are refused in upstream's words", () => {
  for (const [rule, value, errors] of refused) assert.deepEqual(rule(value), errors, `${rule.name} ${value}`);
});

test("Numbers are checked at both ends of their range", () => {
  assert.deepEqual(
    [0, 1, 65_535, 65_536].map((port) => isPortNumber(port).length),
    [1, 0, 0, 1],
  );
  assert.deepEqual(isPortNumber(0), ["must be between 1 and 65535, inclusive"]);
  assert.deepEqual(
    [-1, 0, 2 ** 31 - 1, 2 ** 31].map((id) => isUnixId(id).length),
    [1, 0, 0, 1],
  );
});

test("A generateName may end in a dash where a name may not", () => {
  assert.deepEqual(nameIsDnsSubdomain("web-", true), []);
  assert.deepEqual(nameIsDnsLabel("web-", true), []);
  assert.notDeepEqual(nameIsDnsSubdomain("web-", false), []);
});
