import assert from "node:assert/strict";
import { test } from "node:test";
import { goJson, quote } from "./quote.ts";
import { utf8Length } from "./utf8.ts";

test("quote: writes strings as Go's %q", () => {
  const cases: readonly [text: string, quoted: string][] = [
    ["a b", '"a b"'],
    ['"\\', '"\\"\\\\"'],
    ["\n\t\u0007\u0000\u007f", '"\\n\\t\\a\\x00\\x7f"'],
    ["é😀", '"é😀"'],
    ["\u00a0\u2028\ufeff", '"\\u00a0\\u2028\\ufeff"'],
  ];
  for (const [text, quoted] of cases) assert.equal(quote(text), quoted);
});

test("goJson: escapes what Go escapes", () => {
  assert.equal(goJson({ a: "<&>" }), '{"a":"\\u003c\\u0026\\u003e"}');
});

test("utf8Length: counts as an encoder does", () => {
  for (const text of ["", "abc", "é", "€", "😀", "a\ud800b", "😀".repeat(3)]) assert.equal(utf8Length(text), new TextEncoder().encode(text).length, text);
});
