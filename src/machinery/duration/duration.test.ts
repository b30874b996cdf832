import assert from "node:assert/strict";
import { test } from "node:test";
import { formatGoDuration, goDurationProblem, parseGoDuration } from "./go-duration.ts";
import { humanAge, humanDuration } from "./human-duration.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

test("humanDuration: changes its units exactly at upstream's limits", () => {
  const cases: readonly [ms: number, text: string][] = [
    [-2 * second, "<invalid>"],
    [-1 * second, "0s"],
    [0, "0s"],
    [119_999, "119s"],
    [2 * minute, "2m"],
    [2 * minute + second, "2m1s"],
    [10 * minute - second, "9m59s"],
    [10 * minute + second, "10m"],
    [3 * hour - second, "179m"],
    [3 * hour, "3h"],
    [3 * hour + minute, "3h1m"],
    [8 * hour - second, "7h59m"],
    [8 * hour + minute, "8h"],
    [48 * hour - second, "47h"],
    [48 * hour, "2d"],
    [2 * day + hour, "2d1h"],
    [8 * day - second, "7d23h"],
    [8 * day + hour, "8d"],
    [2 * year - second, "729d"],
    [2 * year, "2y"],
    [2 * year + 10 * day, "2y10d"],
    [8 * year - second, "7y364d"],
    [8 * year + day, "8y"],
  ];
  for (const [ms, text] of cases) assert.equal(humanDuration(ms), text, String(ms));
  assert.equal(humanAge(Number.NaN, 0), "<unknown>");
  assert.equal(humanAge(1_000, 6_000), "5s");
});

test("Go durations are read and written", () => {
  const cases: readonly [text: string, ms: number][] = [
    ["0s", 0],
    ["300ms", 300],
    ["1.5s", 1_500],
    ["1h15m30.5s", 4_530_500],
    ["-2m0s", -120_000],
    ["1µs", 0.001],
    ["24h0m0s", day],
  ];
  for (const [text, ms] of cases) {
    assert.equal(parseGoDuration(text), ms, text);
    assert.equal(formatGoDuration(ms), text);
  }
  assert.equal(parseGoDuration("1h1h"), 2 * hour);
  for (const text of ["", "5", "s", "1 s", "1d", "--1s"]) assert.equal(parseGoDuration(text), undefined, text);
});

test("goDurationProblem: says in Go's words why a text is no duration", () => {
  const cases: readonly [text: string, problem: string | undefined][] = [
    ["1h30m", undefined],
    ["-1.5s", undefined],
    ["0", undefined],
    ["", 'time: invalid duration ""'],
    ["-", 'time: invalid duration "-"'],
    ["soon", 'time: invalid duration "soon"'],
    ["1h.m", 'time: invalid duration "1h.m"'],
    ["5", 'time: missing unit in duration "5"'],
    ["1h5", 'time: missing unit in duration "1h5"'],
    ["1d", 'time: unknown unit "d" in duration "1d"'],
  ];
  for (const [text, problem] of cases) assert.equal(goDurationProblem(text), problem, text);
});
