import assert from "node:assert/strict";
import { test } from "node:test";
import { standardMacros } from "./macros.ts";
import { parse } from "./parser.ts";
import { Issues } from "./source.ts";

const starts = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** Messages alone, each with its column. */
function issuesOf(text: string): string[] {
  const issues = new Issues();
  parse(text, standardMacros, issues);
  return issues.format(text).split("\n").filter((line) => line.startsWith("ERROR")).map((line) => line.replace(/^ERROR: <input>:1:/, ""));
}

const wrong: readonly [text: string, ...issues: readonly string[]][] = [
  ["", `0: Syntax error: mismatched input '<EOF>' expecting ${starts}`],
  ["1 +", `4: Syntax error: mismatched input '<EOF>' expecting ${starts}`],
  ["* a", `1: Syntax error: extraneous input '*' expecting ${starts}`],
  ["a b", "3: Syntax error: extraneous input 'b' expecting <EOF>"],
  ["a b c", "3: Syntax error: mismatched input 'b' expecting <EOF>"],
  ["a = 1", "3: Syntax error: token recognition error at: '= '", "5: Syntax error: extraneous input '1' expecting <EOF>"],
  ["a & b", "3: Syntax error: token recognition error at: '& '", "5: Syntax error: extraneous input 'b' expecting <EOF>"],
  ["a # b", "3: Syntax error: token recognition error at: '#'", "5: Syntax error: extraneous input 'b' expecting <EOF>"],
  ["a.", "3: Syntax error: no viable alternative at input '.'"],
  ["a.true", "3: Syntax error: mismatched input 'true' expecting IDENTIFIER"],
  ["f(a", "4: Syntax error: missing ')' at '<EOF>'"],
  ["f(", `3: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', ')', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}`],
  ["[1, 2", "6: Syntax error: mismatched input '<EOF>' expecting {']', ','}"],
  ["{1: 2", "6: Syntax error: mismatched input '<EOF>' expecting {'}', ','}"],
  ["{1}", "3: Syntax error: mismatched input '}' expecting ':'"],
  ["a ? b", "6: Syntax error: mismatched input '<EOF>' expecting ':'"],
  ["T{1: 2}", "3: Syntax error: mismatched input '1' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}"],
  ["in", `1: Syntax error: mismatched input 'in' expecting ${starts}`, `3: Syntax error: mismatched input '<EOF>' expecting ${starts}`],
  ["'abc", `1: Syntax error: token recognition error at: ''abc'`, `5: Syntax error: mismatched input '<EOF>' expecting ${starts}`],
  ["while", "1: reserved identifier: while"],
  ["9223372036854775808", "1: invalid int literal"],
  ["18446744073709551616u", "1: invalid uint literal"],
  ["1e999", "1: invalid double literal"],
  ["'\\U00110000'", "1: invalid unicode code point"],
  ["a.`b`", "3: unsupported syntax: '`'"],
  ["has(a)", "5: invalid argument to has() macro"],
  ["a.all(1, true)", "7: argument must be a simple name"],
  ["a.map(b.c, d)", "8: argument is not an identifier"],
  ["a.all(i, i, true)", "10: duplicate variable name: i"],
  ["a.map(__result__, true)", "7: iteration variable overwrites accumulator variable"],
  ["a.optMap(1, 2)", "10: optMap() variable name must be a simple identifier"],
];

for (const [text, ...issues] of wrong) {
  test(`parse: ${JSON.stringify(text)} is refused`, () => assert.deepEqual(issuesOf(text), issues));
}

test("parse: what starts with a dot is no macro", () => assert.deepEqual(issuesOf(".all(x, true) || .has(a.b)"), []));

const right = ["a.?b[?c].d", "-1 - -a", "!!!a", "[?a, b,]", "{?'a': 1, 'b': 2,}", "a.B{c: 1, ?d: e,}", ".a.b(c)", "r'\\d' + \"\"\"x\ny\"\"\" + b'\\xff'", "a // said\n && b", "1u + 0x1F + .5 + 1e-3", "-9223372036854775808", "x.as.b"];

for (const text of right) test(`parse: ${JSON.stringify(text)} is an expression`, () => assert.deepEqual(issuesOf(text), []));

test("parse: an issue is shown below its line, with tabs as spaces and an arrow as wide as what it points at", () => {
  const issues = new Issues();
  const text = "a &&\n\t'é' + é";
  parse(text, standardMacros, issues);
  assert.equal(issues.format(text), "ERROR: <input>:2:8: Syntax error: token recognition error at: 'é'\n |  'é' + é\n | ..．....＾\nERROR: <input>:2:9: Syntax error: mismatched input '<EOF>' expecting " + starts + "\n |  'é' + é\n | ..．....．^");
});

test("parse: what nests or goes on too long is refused before anything runs out of stack", () => {
  const issuesAt = (text: string): string => {
    const issues = new Issues();
    parse(text, standardMacros, issues);
    return issues.format(text);
  };
  assert.equal(issuesAt(`${"(".repeat(249)}1${")".repeat(249)}`), "");
  assert.equal(issuesAt(`${"(".repeat(250)}1${")".repeat(250)}`), "ERROR: <input>:-1:0: expression recursion limit exceeded: 250");
  assert.equal(issuesAt(`1${" + 1".repeat(250)}`), "");
  assert.equal(issuesAt(`1${" + 1".repeat(251)}`), "ERROR: <input>:-1:0: max recursion depth exceeded");
  assert.equal(issuesAt(`a${" || a".repeat(5_000)}`), "");
  assert.equal(issuesAt(`a${".optMap(x, x)".repeat(8)}`), "");
  assert.equal(issuesAt(`a${".optMap(x, x)".repeat(40)}`), "ERROR: <input>:-1:0: max recursion depth exceeded");
  assert.equal(issuesAt("a".repeat(100_001)), "ERROR: <input>:-1:0: expression code point size exceeds limit: size: 100001, limit 100000");
});

test("parse: more than a hundred issues are counted only", () => {
  const issues = new Issues();
  const text = "while + ".repeat(102).slice(0, -3);
  parse(text, standardMacros, issues);
  assert.equal(issues.format(text).split("\n").at(-1), "2 more errors were truncated");
});
