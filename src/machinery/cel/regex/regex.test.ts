import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../run/failure.ts";
import { Regex, regexOf } from "./regex.ts";

const found: readonly [pattern: string, text: string, ...matches: readonly string[]][] = [
  ["a", "banana", "a", "a", "a"],
  ["a+", "aaabaa", "aaa", "aa"],
  ["a+?", "aab", "a", "a"],
  ["a*", "baa", "", "aa"],
  ["a|ab", "ab", "a"],
  ["ab|a", "ab", "ab"],
  ["(a|b)*c", "abacab", "abac"],
  ["a{2}", "aaaaa", "aa", "aa"],
  ["a{2,}", "aaaaa", "aaaaa"],
  ["a{1,2}?", "aaa", "a", "a", "a"],
  ["a{,2}", "a{,2}", "a{,2}"],
  ["^a", "aa", "a"],
  ["(?m)^a$", "a\nb\na", "a", "a"],
  ["a$", "ba\na", "a"],
  ["\\Aa|b\\z", "ab", "a", "b"],
  ["\\bfoo\\b", "foo food foo", "foo", "foo"],
  ["\\Boo", "oo foo", "oo"],
  ["[^a-c]+", "abcdef", "def"],
  ["[]a]+", "a]b", "a]"],
  ["[a-]+", "b-a", "-a"],
  ["[[:alpha:][:^digit:]]+", "a1!", "a", "!"],
  ["[\\d\\-x]+", "1-x_", "1-x"],
  [".", "é\n😁", "é", "😁"],
  ["(?s).", "\n", "\n"],
  ["(?i)ÀB", "àb", "àb"],
  ["(?i:a)b", "Ab AB", "Ab"],
  ["(?U)a+", "aa", "a", "a"],
  ["a(?i)+B", "aab", "aab"],
  ["(?P<n>a)(?:b)", "ab", "ab"],
  ["\\pL+", "aé1", "aé"],
  ["\\p{Greek}\\PL", "α1", "α1"],
  ["\\Q.*\\E", "a.*", ".*"],
  ["\\Qab\\E+", "abb", "abb"],
  ["\\x41\\x{42}\\t", "AB\t", "AB\t"],
  ["\\.", "a.", "."],
];

for (const [pattern, text, ...matches] of found) test(`regex: ${pattern} in ${JSON.stringify(text)}`, () => assert.deepEqual(new Regex(pattern).findAll(text), matches));

test("regex: the first match alone, at most so many, and whether there is any", () => {
  const regex = new Regex("[0-9]+");
  assert.deepEqual([regex.find("a12b3"), regex.find("a"), regex.findAll("1 2 3", 2), regex.findAll("1", 0), regex.matches("a1"), regex.matches("a")], ["12", "", ["1", "2"], [], true, false]);
});

const invalid: readonly [pattern: string, problem: string][] = [
  ["a(b", "missing closing ): `a(b`"],
  ["a)b", "unexpected ): `a)b`"],
  ["a[b", "missing closing ]: `[b`"],
  ["a**", "invalid nested repetition operator: `**`"],
  ["a+*?b", "invalid nested repetition operator: `+*?`"],
  ["*a", "missing argument to repetition operator: `*`"],
  ["(?i)*", "missing argument to repetition operator: `*`"],
  ["a{1001}", "invalid repeat count: `{1001}`"],
  ["a{2,1}", "invalid repeat count: `{2,1}`"],
  ["[b-a]", "invalid character class range: `b-a`"],
  ["[[:nothing:]]", "invalid character class range: `[:nothing:]`"],
  ["\\p{Nothing}", "invalid character class range: `\\p{Nothing}`"],
  ["(?=a)", "invalid or unsupported Perl syntax: `(?=`"],
  ["(?iz)", "invalid or unsupported Perl syntax: `(?iz`"],
  ["\\1", "invalid escape sequence: `\\1`"],
  ["\\q", "invalid escape sequence: `\\q`"],
  ["a\\", "trailing backslash at end of expression: ``"],
];

for (const [pattern, problem] of invalid) test(`regex: ${pattern} is none`, () => assert.throws(() => regexOf(pattern), new Failure(`error parsing regexp: ${problem}`)));

test("regex: repetitions of repetitions are refused before they are written out", () => {
  assert.throws(() => regexOf("((a{1000}){1000}){1000}"), new Failure("error parsing regexp: expression too large: ``"));
  assert.throws(() => regexOf(`${"(".repeat(1001)}${")".repeat(1001)}`), Failure);
});

test("regex: a pattern that backtracking would take ages for takes as long as its text", () => {
  const text = "a".repeat(10_000);
  assert.equal(new Regex("^(a+)+$").matches(`${text}b`), false);
  assert.equal(new Regex("(a|aa)+$").matches(text), true);
});
