import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { FakeCluster } from "../testing/fake-cluster.ts";
import type { Transport } from "../transport.ts";
import { decideElection, type ElectionStep, type ObservedLease } from "./decide.ts";
import { LeaderElector } from "./elector.ts";

const rows: [name: string, spec: ObservedLease["spec"], now: number, expected: ElectionStep][] = [
  ["without a lease it makes one", undefined, 0, { type: "Create" }],
  ["its own lease it renews, however old", { holderIdentity: "me", leaseDurationSeconds: 15 }, 99_000, { type: "Renew" }],
  ["another's lease it respects to its last millisecond", { holderIdentity: "you", leaseDurationSeconds: 15 }, 14_999, { type: "Wait", forMs: 1 }],
  ["and takes over when it has run out", { holderIdentity: "you", leaseDurationSeconds: 15 }, 15_000, { type: "TakeOver" }],
  ["a lease given up it takes at once", { holderIdentity: "", leaseDurationSeconds: 1 }, 0, { type: "TakeOver" }],
];

describe("leader election: decision", () => {
  for (const [name, spec, now, expected] of rows) test(name, () => assert.deepEqual(decideElection({ identity: "me", spec, observedAt: 0, now }), expected));
});

test("leader election: one leads at a time; a partitioned leader stops before another starts", async () => {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const { transport } = new FakeCluster(clock, random);
  const log: string[] = [];
  let cut = false;
  const overCut: Transport = {
    ...transport,
    request: (request, signal) => (cut ? Promise.reject(new Error("cut off")) : transport.request(request, signal)),
  };
  const run = (identity: string, over: Transport): AbortController => {
    const stop = new AbortController();
    const lead = (signal: AbortSignal): Promise<void> => {
      log.push(`${identity} leads`);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(void log.push(`${identity} stops`))));
    };
    void new LeaderElector({ transport: over, clock, random, lease: { namespace: "kube-system", name: "manager" }, identity, lead }).run(stop.signal);
    return stop;
  };
  run("a", overCut);
  await clock.advance(100);
  const b = run("b", transport);
  await clock.advance(60_000);
  assert.deepEqual(log, ["a leads"]);
  cut = true;
  await clock.advance(30_000);
  assert.deepEqual(log, ["a leads", "a stops", "b leads"]);
  cut = false;
  b.abort();
  await clock.advance(5_000);
  assert.deepEqual(log, ["a leads", "a stops", "b leads", "b stops", "a leads"], "a lease given up is taken at once");
});
