import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { Transport } from "../../client/transport.ts";
import { serviceUnavailable } from "../../machinery/errors/constructors.ts";
import { aPod } from "../testing/pods.ts";
import { StatusManager } from "./status-manager.ts";

/** A server that takes 100 ms for a write and refuses the first `failures`. */
function setUp(failures = 0): { clock: VirtualClock; statuses: StatusManager; written: PodStatus[]; waits: number[] } {
  const clock = new VirtualClock();
  const written: PodStatus[] = [];
  let left = failures;
  let status: PodStatus = {};
  const request = (async (wanted: { body: { status: PodStatus } }) => {
    await clock.sleep(100);
    if (left-- > 0) throw serviceUnavailable("not now");
    written.push(wanted.body.status);
    status = { ...status, ...wanted.body.status };
    return { metadata: {}, status } as unknown as Pod;
  }) as unknown as Transport["request"];
  const waits: number[] = [];
  return { clock, written, waits, statuses: new StatusManager({ transport: { request } as Transport, clock, onWritten: (seconds) => waits.push(seconds) }) };
}

const job = aPod({ spec: { restartPolicy: "Never" } });

test("a pod that passes through Pending and Running in no time is written once", async () => {
  const { clock, statuses, written } = setUp();
  for (const phase of ["Pending", "Running", "Succeeded"] as const) statuses.set(job, { phase });
  await clock.advance(1_000);
  assert.deepEqual(written, [{ phase: "Succeeded" }]);
});

test("what is wanted while a write runs is written after it, the newest only", async () => {
  const { clock, statuses, written } = setUp();
  statuses.set(aPod(), { phase: "Running" });
  await clock.advance(50);
  statuses.set(aPod(), { phase: "Running", message: "a" });
  statuses.set(aPod(), { phase: "Running", message: "b" });
  await clock.advance(1_000);
  assert.deepEqual(written, [{ phase: "Running" }, { message: "b" }]);
});

test("a status has waited since the first change that its write carries, failed tries included", async () => {
  const { clock, statuses, waits } = setUp();
  statuses.set(job, { phase: "Pending" }); // held back until the next makes it Running
  await clock.advance(150);
  statuses.set(aPod(), { phase: "Running" });
  await clock.advance(50);
  statuses.set(aPod(), { phase: "Running", message: "while the first is written" });
  await clock.advance(1_000);
  assert.deepEqual(waits, [0.25, 0.15]);

  const refused = setUp(1);
  refused.statuses.set(aPod(), { phase: "Running" });
  await refused.clock.advance(1_000);
  assert.deepEqual(refused.waits, [0.4]); // 100 ms, 200 ms of back-off, 100 ms
});

test("a Running status does not wait out the hold of the Pending one before it", async () => {
  const { clock, statuses, written } = setUp();
  statuses.set(job, { phase: "Pending" });
  await clock.advance(20);
  statuses.set(job, { phase: "Running" });
  await clock.advance(30 + 99);
  assert.deepEqual(written, []);
  await clock.advance(1);
  assert.deepEqual(written, [{ phase: "Running" }]);
});

test("a server that is slow to answer gets fewer passing states: they wait for eight of its answers", async () => {
  const { clock, statuses, written } = setUp();
  for (let write = 0; write < 50; write++) {
    statuses.set(aPod(), { phase: "Running", message: String(write) });
    await clock.advance(100);
  }
  written.length = 0;
  const pod = aPod({ metadata: { uid: "another" }, spec: { restartPolicy: "Never" } });
  statuses.set(pod, { phase: "Running" });
  await clock.advance(350);
  statuses.set(pod, { phase: "Succeeded" });
  await clock.advance(1_000);
  assert.deepEqual(written, [{ phase: "Succeeded" }]);
});

test("a failed write is tried again with the newest status", async () => {
  const { clock, statuses, written } = setUp(1);
  statuses.set(aPod(), { phase: "Running" });
  await clock.advance(150);
  statuses.set(aPod(), { phase: "Running", message: "newer" });
  await clock.advance(1_000);
  assert.deepEqual(written, [{ phase: "Running", message: "newer" }]);
});

test("the same status is written once", async () => {
  const { clock, statuses, written } = setUp();
  statuses.set(aPod(), { phase: "Running" });
  await clock.advance(1_000);
  statuses.set(aPod(), { phase: "Running" });
  await clock.advance(1_000);
  assert.equal(written.length, 1);
});
