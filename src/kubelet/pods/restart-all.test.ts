import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerStatus } from "../cri/contract.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { anExit, aRun, aSandbox } from "../testing/runtime-state.ts";
import { actionKey } from "./actions.ts";
import { decidePod } from "./decide-pod.ts";

const rule = { action: "RestartAllContainers", exitCodes: { operator: "In" as const, values: [42] } };
const pod = aPod({ spec: { restartPolicy: "Never", initContainers: [aContainer({ name: "init" })], containers: [aContainer({ name: "main" }), aContainer({ name: "watcher", restartPolicy: "Never", restartPolicyRules: [rule] })] } });
const initDone = (attempt = 0, createdAt = 0): ContainerStatus => anExit(0, { name: "init", attempt, createdAt, startedAt: createdAt, finishedAt: createdAt });

/** In each row `watcher` has ended at 50 s; things happen at 100 s. */
const rows: { name: string; containers: ContainerStatus[]; exitCode?: number; actions: string[] }[] = [
  { name: "what runs is ended first", containers: [initDone(), aRun({ name: "main" })], actions: ["kill:main-0"] },
  { name: "any other exit code restarts nothing", containers: [initDone(), aRun({ name: "main" })], exitCode: 1, actions: [] },
  { name: "then the init containers run again, though they had succeeded", containers: [initDone(), anExit(137, { name: "main", finishedAt: 60_000 })], actions: ["start:init"] },
  { name: "and then all the others, even one that would never restart by itself", containers: [initDone(), initDone(1, 70_000), anExit(0, { name: "main", finishedAt: 60_000 })], actions: ["start:main", "start:watcher"] },
  { name: "what runs already from after the restart is left alone", containers: [initDone(), initDone(1, 70_000), anExit(0, { name: "main" }), aRun({ name: "main", attempt: 1, createdAt: 80_000, startedAt: 80_000 })], actions: ["start:watcher"] },
];
for (const { name, containers, exitCode = 42, actions } of rows) {
  test(`restart of all containers: ${name}`, () => {
    const watcher = anExit(exitCode, { name: "watcher", finishedAt: 50_000 });
    const decision = decidePod({
      pod, runtime: { sandboxes: [aSandbox()], containers: [...containers, watcher] }, now: 100_000, startTime: 0,
      startFailures: new Map(), backoffs: new Map(), probes: new Map(), inFlight: new Set(), starting: new Set(),
    });
    assert.deepEqual(decision.actions.map(actionKey), actions);
  });
}
