import assert from "node:assert/strict";
import { test } from "node:test";
import { scheduleProblem } from "./schedule.ts";

const cases: { schedule: string; problem?: string }[] = [
  { schedule: "* * * * *" },
  { schedule: "*/5 0-23/2 1,15 jan-mar MON" },
  { schedule: "? ? ? ? ?" },
  { schedule: "@hourly" },
  { schedule: "@every 1h30m" },
  { schedule: "59 23 31 12 6" },
  { schedule: "1, * * * *" },
  { schedule: "*-x * * * *" },
  { schedule: "+5 * * * *" },
  { schedule: "CRON_TZ=Europe/Berlin @daily" },
  { schedule: "1-2-3 * * * *", problem: "too many hyphens: 1-2-3" },
  { schedule: "1/2/3 * * * *", problem: "too many slashes: 1/2/3" },
  { schedule: "61/0 * * * *", problem: "beginning of range (61) beyond end of range (59): 61/0" },
  { schedule: "*/-1 * * * *", problem: "negative number (-1) not allowed: -1" },
  { schedule: "9999999999999999999 * * * *", problem: 'failed to parse int from 9999999999999999999: strconv.Atoi: parsing "9999999999999999999": value out of range' },
  { schedule: "@every soon", problem: 'failed to parse duration @every soon: time: invalid duration "soon"' },
  { schedule: "@every 1d", problem: 'failed to parse duration @every 1d: time: unknown unit "d" in duration "1d"' },
  { schedule: "TZ=../x * * * * *", problem: "provided bad location ../x: time: invalid location name" },
  { schedule: "60 * * * *", problem: "end of range (60) above maximum (59): 60" },
  { schedule: "* * 0 * *", problem: "beginning of range (0) below minimum (1): 0" },
  { schedule: "5-4 * * * *", problem: "beginning of range (5) beyond end of range (4): 5-4" },
  { schedule: "*/0 * * * *", problem: "step of range should be a positive number: */0" },
  { schedule: "* * * *", problem: "expected exactly 5 fields, found 4: [* * * *]" },
  { schedule: "@often", problem: "unrecognized descriptor: @often" },
  { schedule: "x * * * *", problem: 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax' },
];

for (const { schedule, problem } of cases) {
  test(`schedule ${schedule}: ${problem === undefined ? "can be read" : "is refused"}`, () => assert.equal(scheduleProblem(schedule), problem));
}
