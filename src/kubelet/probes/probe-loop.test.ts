import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { RuntimeError } from "../cri/contract.ts";
import type { PodPorts } from "../pods/pod-ports.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { ProbeCounts } from "./probe-counts.ts";
import { ProbeLoop } from "./probe-loop.ts";

test("a probe that cannot be tried is told of and counts neither way", async () => {
  const clock = new VirtualClock();
  const told: string[] = [];
  const verdicts: boolean[] = [];
  const container = aContainer({});
  let isBroken = false;
  const execSync = async () => {
    if (isBroken) throw new RuntimeError("Internal", "no such file");
    return { exitCode: 1, stdout: new Uint8Array(), stderr: new Uint8Array() };
  };
  const probes = new ProbeCounts();
  const ports = { clock, probes, runtime: { execSync }, network: {}, events: { warning: (_: unknown, __: unknown, reason: string, text: string) => told.push(`${reason}: ${text}`) } } as unknown as PodPorts;
  const probe = { exec: { command: ["check"] }, periodSeconds: 1, failureThreshold: 2 };
  const loop = new ProbeLoop(ports, { kind: "Liveness", probe, target: { container, containerId: "main-0", podIP: "10.0.0.1" }, startedAt: clock.now(), pod: () => aPod(), onVerdict: (verdict) => verdicts.push(verdict) });
  await clock.advance(0); // the first failure
  isBroken = true;
  await clock.advance(2_000); // two tries that count for nothing
  assert.deepEqual(verdicts, []);
  isBroken = false;
  await clock.advance(1_000); // the second failure in a row
  loop.stop();
  const errored = "Unhealthy: Liveness probe errored and resulted in unknown state: rpc error: code = Unknown desc = no such file";
  assert.deepEqual([verdicts, told], [[false], ["Unhealthy: Liveness probe failed: ", errored, errored, "Unhealthy: Liveness probe failed: "]]);
  const lines: string[] = [];
  for (const metric of probes.metrics) metric.write(lines);
  assert.deepEqual(lines.filter((line) => line.startsWith("prober_probe_total")).map((line) => line.replace(/\{.*result="(\w+)"\}/, " $1")), ["prober_probe_total failed 2"]);
});
