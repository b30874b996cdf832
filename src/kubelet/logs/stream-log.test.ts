import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { LogRequest } from "../../machinery/streaming/kubelet-api.ts";
import { MemoryHostFiles } from "../testing/memory-host-files.ts";
import { streamLog } from "./stream-log.ts";

const log = [
  "2026-01-01T00:00:01.000000000Z stdout F one",
  "2026-01-01T00:00:02.000000000Z stderr F two",
  "2026-01-01T00:00:03.000000000Z stdout P thr",
  "2026-01-01T00:00:03.100000000Z stdout F ee",
  "2026-01-01T00:00:04.000000000+00:00 stdout F four",
  "",
].join("\n");

async function read(options: Partial<LogRequest>): Promise<string> {
  const files = new MemoryHostFiles();
  files.makeFolder("/logs", 0o755);
  files.writeFile("/logs/0.log", log, 0o640);
  let text = "";
  await streamLog({
    files,
    clock: new VirtualClock(Date.parse("2026-01-01T00:00:05Z")),
    path: "/logs/0.log",
    request: { namespace: "default", pod: "web", container: "main", ...options },
    write: async (chunk) => void (text += new TextDecoder().decode(chunk)),
    signal: new AbortController().signal,
    ended: async () => undefined,
  });
  return text;
}

const rows: readonly { name: string; request: Partial<LogRequest>; text: string }[] = [
  { name: "everything, with partial lines put together", request: {}, text: "one\ntwo\nthree\nfour\n" },
  { name: "the last line", request: { tailLines: 1 }, text: "four\n" },
  { name: "no line", request: { tailLines: 0 }, text: "" },
  { name: "more lines than there are", request: { tailLines: 99 }, text: "one\ntwo\nthree\nfour\n" },
  { name: "since a moment, that moment included", request: { sinceTime: "2026-01-01T00:00:02Z" }, text: "two\nthree\nfour\n" },
  { name: "since a number of seconds", request: { sinceSeconds: 1 }, text: "four\n" },
  { name: "cut at a number of bytes", request: { limitBytes: 6 }, text: "one\ntw" },
  { name: "with timestamps, once for a line in parts", request: { timestamps: true, sinceSeconds: 2 }, text: "2026-01-01T00:00:03.000000000Z three\n2026-01-01T00:00:04.000000000Z four\n" },
  { name: "one stream only", request: { stream: "Stderr" }, text: "two\n" },
  { name: "following a container that has ended", request: { follow: true }, text: "one\ntwo\nthree\nfour\n" },
];
for (const row of rows) test(`streamLog: ${row.name}`, async () => assert.equal(await read(row.request), row.text));
