import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../../base/virtual-clock.ts";
import type { CriClient } from "./cri-client.ts";
import { Lifecycle } from "./events/lifecycle.ts";
import { GrpcError } from "./grpc/grpc-error.ts";
import { Sandboxes } from "./sandboxes.ts";

/** Stops a sandbox of a runtime that answers each call with the next of `answers`; says how it went. */
async function stopWith(answers: readonly (GrpcError | undefined)[]): Promise<{ calls: number; outcome: string }> {
  const clock = new VirtualClock();
  let calls = 0;
  const client = {
    call: async () => {
      const answer = answers[calls++];
      if (answer !== undefined) throw answer;
      return {};
    },
  } as unknown as CriClient;
  const mapping = { clusterName: "dev", cgroupRoot: "/wherry-dev", lowestOomScoreAdj: 0, cgroupVersion: 2 } as const;
  const sandboxes = new Sandboxes({ client, clock, cgroups: { version: 2, hierarchies: [] }, mapping, lifecycle: new Lifecycle() });
  const outcome = sandboxes.stop("s").then(() => "stopped", (error: Error) => error.message);
  await clock.advance(10_000);
  return { calls, outcome: await outcome };
}

const lost = new GrpcError("Unknown", "failed to stop sandbox container: ttrpc: closed: unknown");
const rows: readonly (readonly [name: string, answers: readonly (GrpcError | undefined)[], expected: { calls: number; outcome: string }])[] = [
  ["a lost shim is tried again", [lost, lost, undefined], { calls: 3, outcome: "stopped" }],
  ["a shim that stays lost is given up after five tries", [lost, lost, lost, lost, lost, undefined], { calls: 5, outcome: lost.message }],
  ["a sandbox that is gone is stopped", [new GrpcError("NotFound", "no such sandbox")], { calls: 1, outcome: "stopped" }],
  ["another failure is told at once", [new GrpcError("Internal", "broken"), undefined], { calls: 1, outcome: "broken" }],
];
for (const [name, answers, expected] of rows) test(`stopping a sandbox: ${name}`, async () => assert.deepEqual(await stopWith(answers), expected));
