import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeJson, decodeJsonStrict } from "./json.ts";

test("decodeJson: reads text and bytes alike", () => {
  assert.deepEqual(decodeJson('{"a":[1,"é"]}'), { a: [1, "é"] });
  assert.deepEqual(decodeJson(new TextEncoder().encode('{"a":[1,"é"]}')), { a: [1, "é"] });
});

test("decodeJson: errors are in the words of Go's decoder", () => {
  const cases: readonly [text: string, message: string][] = [
    ["", "unexpected end of JSON input"],
    ['{"a":1', "unexpected end of JSON input"],
    ['{"a', "unexpected end of JSON input"],
    ["x", "invalid character 'x' looking for beginning of value"],
    ["{a:1}", "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
    ["[1 2]", "invalid character '2' after array element"],
    ["[1,]", "invalid character ']' looking for beginning of value"],
    ["{} {}", "invalid character '{' after top-level value"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
    ["-a", "invalid character 'a' in numeric literal"],
    ["1.a", "invalid character 'a' after decimal point in numeric literal"],
    ["1ea", "invalid character 'a' in exponent of numeric literal"],
    ["trux", "invalid character 'x' in literal true (expecting 'e')"],
    ["'a'", "invalid character '\\'' looking for beginning of value"],
  ];
  for (const [text, message] of cases) assert.throws(() => decodeJson(text), { name: "JsonSyntaxError", message }, text);
});

test("decodeJson: nesting is bounded, and brackets in strings do not count", () => {
  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  assert.doesNotThrow(() => decodeJson(nested(1_000)));
  assert.doesNotThrow(() => decodeJsonStrict(nested(1_000)));
  assert.throws(() => decodeJson(nested(1_001)), { message: "exceeded max depth" });
  assert.throws(() => decodeJson("[".repeat(5_000_000)), { message: "exceeded max depth" });
  assert.deepEqual(decodeJson(JSON.stringify(["[".repeat(5_000)])), ["[".repeat(5_000)]);
});

test("decodeJsonStrict: tells which fields are there twice, and the last one counts", () => {
  const { value, duplicates } = decodeJsonStrict('{"spec":{"replicas":1,"replicas":2,"list":[{"a":1},{"a":1,"a":2,"\\u0061":3}]},"spec2":{"replicas":1}}');
  assert.deepEqual(duplicates, ["spec.replicas", "spec.list[1].a"]);
  assert.equal((value as { spec: { replicas: number } }).spec.replicas, 2);
});

test("decodeJsonStrict: neither space before a colon nor colons in strings hide or feign a field", () => {
  const cases: readonly [text: string, duplicates: string[]][] = [
    ['{"a" : 1, "a"\n: 2}', ["a"]],
    ['{"a":1,"b":"\\":"}', []],
    ['{"a":"x\\":y","a":1}', ["a"]],
    ['{"image":"host:5000/name:tag","b":[{"c":1},{"c":2}]}', []],
    ['{"__proto__":{"a":1},"__proto__":2}', ["__proto__"]],
  ];
  for (const [text, duplicates] of cases) assert.deepEqual(decodeJsonStrict(text).duplicates, duplicates, text);
});

test("decodeJson: a field called __proto__ is a field", () => {
  const value = decodeJson('{"__proto__":{"polluted":true}}') as { polluted?: boolean };
  assert.equal(value.polluted, undefined);
  assert.equal(Object.hasOwn(value, "__proto__"), true);
});
