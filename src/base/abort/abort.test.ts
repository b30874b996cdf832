import assert from "node:assert/strict";
import { test } from "node:test";
import { abortableRace, anySignal, isAbortOf, onAbort } from "./abort.ts";

test("anySignal: aborts with the reason of the first, and not after being disposed", () => {
  const [a, b] = [new AbortController(), new AbortController()];
  const linked = anySignal(a.signal, undefined, b.signal);
  b.abort("b");
  a.abort("a");
  assert.equal(linked.signal.reason, "b");

  const c = new AbortController();
  const disposed = anySignal(c.signal);
  disposed.dispose();
  c.abort();
  assert.equal(disposed.signal.aborted, false);
});

test("anySignal: of a signal that has aborted is aborted from the start", () => {
  assert.equal(anySignal(new AbortController().signal, AbortSignal.abort("early")).signal.reason, "early");
});

test("abortableRace: the signal wins over a promise that never settles, and a settled one over the signal", async () => {
  const controller = new AbortController();
  assert.equal(await abortableRace(Promise.resolve(1), controller.signal), 1);
  const stuck = abortableRace(new Promise(() => {}), controller.signal);
  controller.abort(new Error("stop"));
  await assert.rejects(stuck, /stop/);
});

test("onAbort: runs at once on an aborted signal, once on a later one, and never when disposed", () => {
  let runs = 0;
  const controller = new AbortController();
  onAbort(AbortSignal.abort(), () => runs++);
  onAbort(controller.signal, () => runs++);
  onAbort(controller.signal, () => runs++).dispose();
  controller.abort();
  controller.abort();
  assert.equal(runs, 2);
});

test("isAbortOf: tells the abort from a failure of its own", () => {
  const signal = AbortSignal.abort(new Error("stop"));
  assert.equal(isAbortOf(signal, signal.reason), true);
  assert.equal(isAbortOf(signal, new Error("disk full")), false);
});

test("onAbort: tasks of one signal run in the order of asking, each once; one that is disposed meanwhile does not, and one more that is asked for does", () => {
  const controller = new AbortController();
  const ran: string[] = [];
  const task = (): void => void ran.push("twice");
  onAbort(controller.signal, () => {
    ran.push("first");
    second.dispose();
    onAbort(controller.signal, () => ran.push("late"));
  });
  const second = onAbort(controller.signal, () => ran.push("second"));
  for (let i = 0; i < 2; i++) onAbort(controller.signal, task);
  controller.abort();
  assert.deepEqual(ran, ["first", "late", "twice", "twice"]);
});
