import assert from "node:assert/strict";
import { test } from "node:test";
import { unifiedDiff } from "./unified-diff.ts";

const numbers = (count: number, change: (line: string, index: number) => string | readonly string[] = (line) => line): string =>
  Array.from({ length: count }, (_, index) => change(String(index), index)).flat().join("\n");

/** The expected ones are Python's difflib's. */
const rows: { name: string; before: string; after: string; diff: string }[] = [
  { name: "nothing", before: "a\nb", after: "a\nb", diff: "" },
  { name: "another line alone", before: "a", after: "b", diff: "@@ -1 +1 @@\n-a\n+b\n" },
  { name: "a line more at the end", before: "a", after: "a\nb", diff: "@@ -1 +1,2 @@\n a\n+b\n" },
  { name: "a line less at the beginning", before: "a\nb", after: "b", diff: "@@ -1,2 +1 @@\n-a\n b\n" },
  { name: "far from both ends", before: numbers(20), after: numbers(20, (line, i) => (i === 10 ? "x" : line)), diff: "@@ -8,7 +8,7 @@\n 7\n 8\n 9\n-10\n+x\n 11\n 12\n 13\n" },
  { name: "two changes with six lines between", before: numbers(20), after: numbers(20, (line, i) => (i === 5 || i === 12 ? "x" : line)), diff: "@@ -3,14 +3,14 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n 9\n 10\n 11\n-12\n+x\n 13\n 14\n 15\n" },
  { name: "two changes with seven lines between", before: numbers(20), after: numbers(20, (line, i) => (i === 5 || i === 13 ? "x" : line)), diff: "@@ -3,7 +3,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n@@ -11,7 +11,7 @@\n 10\n 11\n 12\n-13\n+x\n 14\n 15\n 16\n" },
  { name: "lines that moved", before: "a\nb\nc\nd", after: "c\nd\na\nb", diff: "@@ -1,4 +1,4 @@\n+c\n+d\n a\n b\n-c\n-d\n" },
];
for (const { name, before, after, diff } of rows) test(`a unified diff: ${name}`, () => assert.equal(unifiedDiff(before, after), diff));

test("a unified diff: of a very long text, what lies between its ends is one change, told at once", () => {
  const [before, after] = [numbers(100_000), numbers(100_000, (line, i) => (i === 7 || i === 20 ? "x" : line))];
  assert.equal(unifiedDiff(before, after), `@@ -5,20 +5,20 @@\n 4\n 5\n 6\n${numbers(14, (_, i) => `-${i + 7}`)}\n${numbers(14, (_, i) => `+${i === 0 || i === 13 ? "x" : i + 7}`)}\n 21\n 22\n 23\n`);
  assert.equal(unifiedDiff(before, numbers(100_000, (line) => `${line}!`)).split("\n").length, 200_002);
});

test("a unified diff: in a long text, lines that stand all over it do not decide what belongs together", () => {
  const before = numbers(200, (line, i) => (i % 2 === 0 ? "}" : line));
  const after = numbers(200, (line, i) => (i % 2 === 0 ? "}" : i === 101 ? ["x", "y"] : line));
  assert.equal(unifiedDiff(before, after), "@@ -99,7 +99,8 @@\n }\n 99\n }\n-101\n+x\n+y\n }\n 103\n }\n");
});
