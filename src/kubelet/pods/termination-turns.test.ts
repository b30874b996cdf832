import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { anExit, aRun, aSandbox } from "../testing/runtime-state.ts";
import type { PodRuntimeState } from "./observation.ts";
import { TerminationTurns } from "./termination-turns.ts";

const runs = (...containers: PodRuntimeState["containers"]): PodRuntimeState => ({ sandboxes: [aSandbox()], containers });

function begun(): { readonly clock: VirtualClock; readonly turns: TerminationTurns; readonly wait: (after: readonly string[], runtime: PodRuntimeState) => void; readonly signalled: string[] } {
  const clock = new VirtualClock();
  const turns = new TerminationTurns(clock);
  const signalled: string[] = [];
  const wait = (after: readonly string[], runtime: PodRuntimeState): void => void turns.wait("side-0", { after, graceMs: 10_000 }, runtime).then(() => signalled.push("side"));
  return { clock, turns, wait, signalled };
}

test("TerminationTurns: whoever waits for nobody that runs goes at once", async () => {
  for (const [after, runtime] of [[[], runs(aRun())], [["main"], runs(anExit(0))], [["main"], runs(aRun({ name: "other" }))]] as const) {
    const { clock, wait, signalled } = begun();
    wait(after, runtime);
    await clock.advance(0);
    assert.deepEqual(signalled, ["side"]);
  }
});

test("TerminationTurns: a turn comes when the last one before it has ended", async () => {
  const { clock, turns, wait, signalled } = begun();
  wait(["main", "later"], runs(aRun(), aRun({ name: "later" })));
  turns.follow(runs(anExit(0), aRun({ name: "later" })));
  await clock.advance(1_000);
  assert.deepEqual(signalled, []);
  turns.follow(runs(anExit(0), anExit(0, { name: "later" })));
  await clock.advance(0);
  assert.deepEqual(signalled, ["side"]);
});

test("TerminationTurns: no longer than the grace period, and no longer than a later, shorter one", async () => {
  for (const hastened of [false, true]) {
    const { clock, turns, wait, signalled } = begun();
    wait(["main"], runs(aRun()));
    if (hastened) assert.equal(turns.hasten("side-0", 2_000), true);
    await clock.advance(hastened ? 1_999 : 9_999);
    assert.deepEqual(signalled, []);
    await clock.advance(1);
    assert.deepEqual(signalled, ["side"]);
    assert.equal(turns.hasten("side-0", 1_000), false);
  }
});

test("TerminationTurns: when the kubelet goes nobody's turn comes", async () => {
  const { clock, turns, wait, signalled } = begun();
  wait(["main"], runs(aRun()));
  turns.stop();
  turns.follow(runs());
  await clock.advance(60_000);
  assert.deepEqual(signalled, []);
});
