import assert from "node:assert/strict";
import { test } from "node:test";
import { annotations } from "../containers/container-config.ts";
import type { ContainerStatus } from "../cri/contract.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { anExit, aRun, aSandbox } from "../testing/runtime-state.ts";
import { actionKey } from "./actions.ts";
import { decidePod } from "./decide-pod.ts";
import type { PodObservation } from "./observation.ts";
import { formatTime } from "../../machinery/time/time.ts";
import { generateStatus } from "../status/generate-status.ts";

const rule = { action: "RestartAllContainers", exitCodes: { operator: "In" as const, values: [42] } };
const pod = aPod({ spec: { restartPolicy: "Never", initContainers: [aContainer({ name: "init" })], containers: [aContainer({ name: "main" }), aContainer({ name: "watcher", restartPolicy: "Never", restartPolicyRules: [rule] })] } });
/** Started for the restart that the watcher's end at 50 s asked for. */
const anew = { attempt: 1, annotations: { [annotations.restartOfAll]: "50000" } };
const initDone = (overrides: Parameters<typeof anExit>[1] = {}): ContainerStatus => anExit(0, { name: "init", ...overrides });

/** In each row `watcher` has ended at 50 s; things happen at 100 s. */
const rows: { name: string; containers: ContainerStatus[]; exitCode?: number; actions: string[] }[] = [
  { name: "what runs is ended first", containers: [initDone(), aRun({ name: "main" })], actions: ["kill:main-0"] },
  { name: "even what came up after the end and before anybody saw it", containers: [initDone(), aRun({ name: "main", createdAt: 50_001, startedAt: 50_002 })], actions: ["kill:main-0"] },
  { name: "any other exit code restarts nothing", containers: [initDone(), aRun({ name: "main" })], exitCode: 1, actions: [] },
  { name: "then the init containers run again, though they had succeeded", containers: [initDone(), anExit(137, { name: "main", finishedAt: 60_000 })], actions: ["start:init"] },
  { name: "and then all the others, even one that would never restart by itself", containers: [initDone(), initDone(anew), anExit(0, { name: "main", finishedAt: 60_000 })], actions: ["start:main", "start:watcher"] },
  { name: "what runs already from after the restart is left alone", containers: [initDone(), initDone(anew), anExit(0, { name: "main" }), aRun({ name: "main", ...anew })], actions: ["start:watcher"] },
  { name: "when the one that asked for it is back first, the others still come", containers: [initDone(), initDone(anew), anExit(137, { name: "main", finishedAt: 60_000 }), aRun({ name: "watcher", ...anew })], actions: ["start:main"] },
  { name: "when all are back there is nothing to do", containers: [initDone(), initDone(anew), anExit(137, { name: "main", finishedAt: 60_000 }), aRun({ name: "main", ...anew }), aRun({ name: "watcher", ...anew })], actions: [] },
  { name: "another end of the same kind begins it all again", containers: [initDone(anew), aRun({ name: "main", ...anew }), anExit(42, { name: "watcher", ...anew, finishedAt: 90_000 })], actions: ["kill:main-1"] },
];
/** At 100 s, after `watcher` has ended at 50 s. */
function observe(containers: readonly ContainerStatus[], exitCode = 42): PodObservation {
  const watcher = anExit(exitCode, { name: "watcher", finishedAt: 50_000 });
  return {
    pod, runtime: { sandboxes: [aSandbox()], containers: [...containers, watcher] }, now: 100_000, startTime: 0,
    startFailures: new Map(), backoffs: new Map(), probes: new Map(), inFlight: new Set(), starting: new Set(),
  };
}

for (const { name, containers, exitCode, actions } of rows) {
  test(`restart of all containers: ${name}`, () => assert.deepEqual(decidePod(observe(containers, exitCode)).actions.map(actionKey), actions));
}

test("restart of all containers: preStop hooks do not run", () => {
  const { actions } = decidePod(observe([initDone(), aRun({ name: "main" })]));
  assert.deepEqual(actions.map((action) => action.type === "KillContainer" && action.withoutHook), [true]);
});

const around = { runtimeName: "simulated", hostIPs: [], timeText: formatTime, terminationMessages: new Map<string, string>() };
const message = "The container is removed because RestartAllContainers in place";
const told = { terminated: { reason: "RestartingAllContainers", message, exitCode: 137 } };

test("restart of all containers: the status says so of every container, of the one that asked for it too", () => {
  const before = observe([initDone(), anExit(137, { name: "main", finishedAt: 60_000 })]);
  const during = generateStatus(before, decidePod(before), around);
  for (const { state, lastState, restartCount } of during.containerStatuses ?? []) {
    assert.deepEqual([state, lastState, restartCount], [{ waiting: { reason: "RestartingAllContainers", message } }, told, 1]);
  }
  assert.deepEqual(during.conditions?.find(({ type }) => type === "AllContainersRestarting"), { type: "AllContainersRestarting", observedGeneration: 1, status: "True", lastTransitionTime: "1970-01-01T00:01:40Z", reason: "RestartAllContainersStarted", message: "container exited with restart policy rule" });
  assert.equal(during.phase, "Running");

  const back = ["main", "watcher"].map((name) => aRun({ name, ...anew }));
  const after = observe([initDone(), initDone(anew), anExit(137, { name: "main", finishedAt: 60_000 }), ...back]);
  const then = generateStatus(after, decidePod(after), around);
  assert.deepEqual(then.containerStatuses?.map(({ state, lastState, restartCount }) => [state?.running !== undefined, lastState, restartCount]), [[true, told, 1], [true, told, 1]]);
  assert.deepEqual(then.conditions?.map(({ type, status }) => `${type} ${status}`).at(4), "AllContainersRestarting False");
});

test("restart of all containers: a pod that cannot come to that has no such condition", () => {
  const plain = { ...observe([]), pod: aPod() };
  assert.equal(generateStatus(plain, decidePod(plain), around).conditions?.some(({ type }) => type === "AllContainersRestarting"), false);
});

test("restart of all containers: what is started is marked with it", () => {
  const { actions } = decidePod(observe([initDone(), anExit(137, { name: "main", finishedAt: 60_000 })]));
  assert.deepEqual(actions.map((action) => action.type === "StartContainer" && action.restartOfAll), [50_000]);
});
