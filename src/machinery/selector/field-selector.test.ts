import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFieldSelector } from "./field-selector.ts";

test("parseFieldSelector: all terms must hold, and a missing field is empty", () => {
  const fields = { "status.phase": "Running", "spec.nodeName": "a", odd: "x,y=z\\" };
  const cases: readonly [text: string, matches: boolean][] = [
    ["", true],
    ["status.phase=Running", true],
    ["status.phase==Running,spec.nodeName!=b", true],
    ["status.phase=Pending", false],
    ["spec.nodeName!=a", false],
    ["missing=", true],
    ["missing!=", false],
    ["odd=x\\,y\\=z\\\\", true],
    [",status.phase=Running,", true],
  ];
  for (const [text, matches] of cases) assert.equal(parseFieldSelector(text).matches(fields), matches, text);
});

test("parseFieldSelector: what it wrote it reads again", () => {
  for (const text of ["a=1,b!=2", "odd=x\\,y\\=z\\\\"]) assert.equal(parseFieldSelector(text).toString(), text);
  assert.equal(parseFieldSelector("b==2,a=1").toString(), "a=1,b=2");
});

test("parseFieldSelector: errors are upstream's", () => {
  assert.throws(() => parseFieldSelector("a=1,b"), { message: "invalid selector: 'a=1,b'; can't understand 'b'" });
  assert.throws(() => parseFieldSelector("a=\\x"), { message: "invalid field selector: invalid escape sequence: \\x" });
  assert.throws(() => parseFieldSelector("a=1=2"), { message: "invalid field selector: unescaped character in value: =" });
});

test("exactValue: is known for equality only", () => {
  const selector = parseFieldSelector("metadata.name=web,spec.nodeName!=a");
  assert.equal(selector.exactValue("metadata.name"), "web");
  assert.equal(selector.exactValue("spec.nodeName"), undefined);
});
