import assert from "node:assert/strict";
import { test } from "node:test";
import type { PodStatus } from "../../api/types/core/v1.gen.ts";
import { formatTime } from "../../machinery/time/time.ts";
import { KubeletCounts } from "../api/kubelet-counts.ts";
import { aPod } from "../testing/pods.ts";
import { PodStart } from "./pod-start.ts";

const started = { name: "main", ready: true, restartCount: 0, image: "", imageID: "" };
const running = { ...started, state: { running: { startedAt: formatTime(0) } } };
const waiting = { ...started, state: { waiting: { reason: "ContainerCreating" } } };
const ended = { ...started, state: { terminated: { exitCode: 0, startedAt: formatTime(2_000), finishedAt: formatTime(5_000) } } };
const sidecar = { ...started, state: { running: { startedAt: formatTime(2_000) } } };

/** Created at 0, seen at 1 s, its status seen in the API at 20 s. */
const cases: { name: string; status: PodStatus; pulls?: readonly (readonly [from: number, to: number])[]; total: number; sli: number; count: number }[] = [
  { name: "without a pull everything counts", status: { containerStatuses: [running] }, total: 20, sli: 20, count: 1 },
  { name: "pulls at the same time are taken off once", status: { containerStatuses: [running] }, pulls: [[2_000, 6_000], [1_000, 5_000]], total: 20, sli: 15, count: 1 },
  { name: "time between two pulls is taken off as well", status: { containerStatuses: [running] }, pulls: [[1_000, 2_000], [5_000, 6_000]], total: 20, sli: 15, count: 1 },
  { name: "init containers are taken off, sidecars are not", status: { initContainerStatuses: [ended, ended, sidecar], containerStatuses: [running] }, total: 20, sli: 14, count: 1 },
  { name: "one container that does not run yet is no start", status: { containerStatuses: [running, waiting] }, total: 0, sli: 0, count: 0 },
  { name: "one that has ended already is none", status: { containerStatuses: [ended] }, total: 0, sli: 0, count: 0 },
  { name: "a status without containers is none", status: { phase: "Running" }, total: 0, sli: 0, count: 0 },
];
for (const { name, status, pulls = [], total, sli, count } of cases) {
  test(`PodStart: ${name}`, () => {
    const counts = new KubeletCounts();
    const start = new PodStart({ counts, createdAt: 0, seenAt: 1_000 });
    for (const [from, to] of pulls) start.pulled(from, to);
    start.observed(aPod({ status }), 20_000);
    start.observed(aPod({ status }), 30_000); // told once
    assert.deepEqual([counts.podStartTotal.sum, counts.podStartSli.sum, counts.podStartSli.count], [total, sli, count]);
  });
}

test("PodStart: running here counts from when the kubelet saw the pod, once", () => {
  const counts = new KubeletCounts();
  const start = new PodStart({ counts, createdAt: 0, seenAt: 1_000 });
  for (const now of [3_000, 9_000]) start.running(now);
  assert.deepEqual([counts.podStart.sum, counts.podStart.count], [2, 1]);
});
