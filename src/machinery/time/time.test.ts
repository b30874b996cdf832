import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMicroTime, formatRfc1123z, formatTime, parseTime } from "./time.ts";

const noon = Date.UTC(2026, 0, 31, 12, 0, 0);

test("formatTime and formatMicroTime: write UTC, whole seconds and microseconds", () => {
  assert.equal(formatTime(noon + 999), "2026-01-31T12:00:00Z");
  assert.equal(formatMicroTime(noon + 1.5), "2026-01-31T12:00:00.001500Z");
});

test("parseTime: reads every offset and fraction of RFC 3339", () => {
  const cases: readonly [text: string, ms: number][] = [
    ["2026-01-31T12:00:00Z", noon],
    ["2026-01-31T14:00:00+02:00", noon],
    ["2026-01-31T06:30:00-05:30", noon],
    ["2026-01-31T12:00:00.001500Z", noon + 1.5],
    ["2026-01-31T12:00:00.5Z", noon + 500],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
  ];
  for (const [text, ms] of cases) assert.equal(parseTime(text), ms, text);
});

test("parseTime: is NaN for what is no time", () => {
  for (const text of [
    undefined,
    "",
    "2026-01-31",
    "2026-02-30T00:00:00Z",
    "2026-02-30T00:00:00.1Z",
    "2026-01-31T25:00:00Z",
    "2026-01-31T12:00:00",
    "2026-01-31 12:00:00Z",
    "now",
  ]) {
    assert.ok(Number.isNaN(parseTime(text)), text);
  }
});

test("formatRfc1123z: writes what describe prints", () => {
  assert.equal(formatRfc1123z(noon), "Sat, 31 Jan 2026 12:00:00 +0000");
  assert.equal(formatRfc1123z(noon, -330), "Sat, 31 Jan 2026 06:30:00 -0530");
});
