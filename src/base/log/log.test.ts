import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAsJson, formatForPeople } from "./format.ts";
import { Logger, type LogRecord } from "./log.ts";

const clock = { now: () => Date.UTC(2026, 0, 31, 8) };

test("Logger: drops what is below its level and keeps what is on it", () => {
  const records: LogRecord[] = [];
  const logger = new Logger({ clock, sink: (record) => records.push(record), level: "warn" });
  logger.info("no");
  logger.warn("yes");
  assert.deepEqual(
    records.map((record) => record.message),
    ["yes"],
  );
});

test("Logger: parts are named and fields carried along", () => {
  const records: LogRecord[] = [];
  const logger = new Logger({ clock, sink: (record) => records.push(record), component: "kubelet" });
  logger.named("probes").with({ pod: "default/web" }).error("probe failed", { attempt: 2 });
  assert.deepEqual(records, [
    { timeMs: clock.now(), level: "error", component: "kubelet/probes", message: "probe failed", fields: { pod: "default/web", attempt: 2 } },
  ]);
});

test("formatForPeople: quotes what has spaces, names the cause of an error, leaves out what is undefined", () => {
  const error = new Error("cannot write", { cause: new Error("disk full") });
  const record: LogRecord = { timeMs: clock.now(), level: "info", component: "store", message: "failed", fields: { error, key: "a/b", note: undefined } };
  assert.equal(formatForPeople(record), '2026-01-31T08:00:00.000Z INFO  store: failed error="cannot write: disk full" key=a/b');
});

test("formatAsJson: one object a line, fields beside the message", () => {
  const record: LogRecord = { timeMs: 5, level: "warn", component: "", message: "slow", fields: { ms: 12 } };
  assert.equal(formatAsJson(record), '{"ts":5,"level":"warn","msg":"slow","ms":12}');
});
