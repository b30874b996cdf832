import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RealClock } from "./real-clock.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("RealClock: a delay longer than one timer can wait does not fire at once", async () => {
  const clock = new RealClock();
  const timer = clock.setTimer(2 ** 31, () => assert.fail("it fired 24 days early"));
  await new Promise((resolve) => setTimeout(resolve, 5));
  timer.cancel();
});

test("RealClock: sleep of nothing resolves, and an aborted signal rejects before it begins", async () => {
  const clock = new RealClock();
  const alive = setTimeout(() => {}, 600_000);
  await clock.sleep(-5);
  clearTimeout(alive);
  await assert.rejects(clock.sleep(1_000, AbortSignal.abort(new Error("gone"))), /gone/);
});

test("RealClock: canceled timers leave nothing behind, however many different delays they had", async () => {
  const clock = new RealClock();
  const heapBytesAfter = async (first: number): Promise<number> => {
    for (let nth = first; nth < first + 50_000; nth++) clock.setTimer(3_600_000 + nth, () => {}).cancel();
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = await heapBytesAfter(0);
  const grownBytes = (await heapBytesAfter(50_000)) - before;
  assert.ok(grownBytes < 1_000_000, `50,000 timers left ${grownBytes} bytes`);
});

test("RealClock: a timer does not keep the process alive, nor does one that was canceled or that has fired", async () => {
  const clock = new RealClock();
  const holding = (): number => process.getActiveResourcesInfo().filter((what) => what === "Timeout").length;
  const alive = setTimeout(() => {}, 600_000);
  const before = holding();
  const timer = clock.setTimer(3_600_000, () => {});
  assert.equal(holding(), before);
  timer.cancel();
  timer.cancel();
  await new Promise<void>((resolve) => {
    const firing = clock.setTimer(1, () => {
      firing.cancel();
      setImmediate(() => {
        firing.cancel();
        resolve();
      });
    });
  });
  assert.equal(holding(), before);
  clearTimeout(alive);
});
