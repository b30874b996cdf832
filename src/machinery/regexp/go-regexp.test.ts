import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GoRegexp } from "./go-regexp.ts";

const matching: readonly { readonly pattern: string; readonly yes: readonly string[]; readonly no: readonly string[] }[] = [
  { pattern: "", yes: ["", "a"], no: [] },
  { pattern: "b", yes: ["b", "abc"], no: ["", "a"] },
  { pattern: "^a.c$", yes: ["abc", "a\rc", "a😀c"], no: ["a\nc", "abcd", "ac"] },
  { pattern: "(?s)^a.c$", yes: ["a\nc"], no: [] },
  { pattern: "^b$", yes: ["b"], no: ["a\nb"] },
  { pattern: "(?m)^b$", yes: ["a\nb\nc"], no: ["ab"] },
  { pattern: "(?m:^b)c$", yes: ["a\nbc"], no: ["a\nbc\n"] },
  { pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", yes: ["a", "a-b"], no: ["-a", "a-", ""] },
  { pattern: "^a{2}$", yes: ["aa"], no: ["a", "aaa"] },
  { pattern: "^a{2,}$", yes: ["aa", "aaa"], no: ["a"] },
  { pattern: "^a{1,2}?$", yes: ["a", "aa"], no: ["", "aaa"] },
  { pattern: "^a{,2}$", yes: ["a{,2}"], no: ["a"] },
  { pattern: "^(a|bc)+$", yes: ["abca"], no: ["ab"] },
  { pattern: "^(?P<n>a)(?<m>b)(?:c)$", yes: ["abc"], no: ["ab"] },
  { pattern: "^(a*)*$", yes: ["", "aaa"], no: ["b"] },
  { pattern: "^\\d\\w\\s$", yes: ["1a ", "1_\t"], no: ["١a ", "1é ", "1a\u00a0", "1a\v"] },
  { pattern: "^\\D\\W\\S$", yes: ["a-b"], no: ["1-b", "a-\n"] },
  { pattern: "^[^a]$", yes: ["b", "\n"], no: ["a"] },
  { pattern: "^[]a-]+$", yes: ["]-a"], no: ["b"] },
  { pattern: "^[[:alpha:]\\d]+$", yes: ["a1"], no: ["é"] },
  { pattern: "^[[:^digit:]]$", yes: ["a"], no: ["1"] },
  { pattern: "^\\pL\\p{Greek}\\P{Lu}\\p{^Nd}$", yes: ["éαax"], no: ["1αax", "éaax", "éαAx", "éαa1"] },
  { pattern: "(?i)^k[s-t]$", yes: ["KS", "\u212aſ", "kT"], no: ["ka"] },
  { pattern: "a(?i)b|c", yes: ["aB", "C"], no: ["AB"] },
  { pattern: "(?:(?i)a)b", yes: ["Ab"], no: ["aB"] },
  { pattern: "\\bb\\b", yes: ["a b", "b-"], no: ["ab", "b_"] },
  { pattern: "a\\Bb", yes: ["ab"], no: ["a b"] },
  { pattern: "\\Aa\\z", yes: ["a"], no: ["a\n"] },
  { pattern: "^\\Qa.b\\E+$", yes: ["a.b", "a.bb"], no: ["axb"] },
  { pattern: "^\\x41\\x{1F600}\\101\\.\\_$", yes: ["A😀A._"], no: ["A😀Ax_"] },
];

describe("GoRegexp matches", () => {
  for (const { pattern, yes, no } of matching) {
    test(JSON.stringify(pattern), () => {
      const regexp = new GoRegexp(pattern);
      assert.deepEqual(yes.filter((text) => !regexp.matches(text)), []);
      assert.deepEqual(no.filter((text) => regexp.matches(text)), []);
    });
  }
});

/** `((a))`, so many pairs. */
function nested(pairs: number): string {
  return `${"(".repeat(pairs)}a${")".repeat(pairs)}`;
}

const refused: readonly (readonly [pattern: string, message: string])[] = [
  ["a(b", "missing closing ): `a(b`"],
  ["a)b", "unexpected ): `a)b`"],
  ["a[b", "missing closing ]: `[b`"],
  ["[z-a]", "invalid character class range: `z-a`"],
  ["[[:word:][:none:]]", "invalid character class range: `[:none:]`"],
  ["\\p{None}", "invalid character class range: `\\p{None}`"],
  ["\\p{Greek", "invalid character class range: `\\p{Greek`"],
  ["*a", "missing argument to repetition operator: `*`"],
  ["(|+)", "missing argument to repetition operator: `+`"],
  ["a+?*", "invalid nested repetition operator: `+?*`"],
  ["a{1001}", "invalid repeat count: `{1001}`"],
  ["a{2,1}", "invalid repeat count: `{2,1}`"],
  ["(a{100}){11}", "invalid repeat count: `{11}`"],
  ["\\8", "invalid escape sequence: `\\8`"],
  ["(a)\\1", "invalid escape sequence: `\\1`"],
  ["\\x{110000}", "invalid escape sequence: `\\x{110000`"],
  ["\\C", "invalid escape sequence: `\\C`"],
  ["a\\", "trailing backslash at end of expression: ``"],
  ["(?=a)", "invalid or unsupported Perl syntax: `(?=`"],
  ["(?<!a)", "invalid named capture: `(?<!a)`"],
  ["(?P<a b>c)", "invalid named capture: `(?P<a b>`"],
  [nested(1_000), `expression nests too deeply: \`${nested(1_000)}\``],
];

describe("GoRegexp refuses in Go's words", () => {
  for (const [pattern, message] of refused) {
    test(JSON.stringify(pattern.slice(0, 30)), () => assert.throws(() => new GoRegexp(pattern), { name: "GoRegexpError", message: `error parsing regexp: ${message}` }));
  }

  test("more instructions than 128 MiB hold", () => {
    assert.throws(() => new GoRegexp("(?:abcd){1000}".repeat(839)), /^GoRegexpError: error parsing regexp: expression too large: /);
    assert.doesNotThrow(() => new GoRegexp("(?:abcd){1000}".repeat(838)));
  });
});

test("GoRegexp: a thousand nested expressions are not too many", () => {
  assert.equal(new GoRegexp(nested(999)).matches("a"), true);
});

test("GoRegexp: repetitions inside repetitions cost no more than the text is long", () => {
  const regexp = new GoRegexp("^(?:(?:a|a)*)*$");
  assert.equal(regexp.matches(`${"a".repeat(5_000)}b`), false);
});
