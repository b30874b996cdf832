import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { anExit, aRun, aSandbox } from "../testing/runtime-state.ts";
import { actionKey } from "./actions.ts";
import { decidePod } from "./decide-pod.ts";
import type { PodObservation } from "./observation.ts";

function observed(overrides: Partial<PodObservation>): PodObservation {
  return {
    pod: aPod(),
    runtime: { sandboxes: [aSandbox()], containers: [] },
    now: 100_000,
    startTime: 0,
    startFailures: new Map(),
    backoffs: new Map(),
    probes: new Map(),
    inFlight: new Set(),
    starting: new Set(),
    ...overrides,
  };
}

const up = [aSandbox()];
const init = aContainer({ name: "init" });
const sidecar = aContainer({ name: "side", restartPolicy: "Always" });
const withInit = aPod({ spec: { initContainers: [init] } });
const withSidecar = aPod({ spec: { initContainers: [sidecar], restartPolicy: "Never" } });
const deleted = aPod({ metadata: { name: "web", namespace: "default", uid: "uid-web", deletionTimestamp: "2026-01-01T00:00:00Z", deletionGracePeriodSeconds: 5 } });

interface Row {
  readonly name: string;
  readonly observed: Partial<PodObservation>;
  /** Keys of the actions, in order. */
  readonly actions: readonly string[];
  readonly requeueAfterMs?: number;
  readonly waiting?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly stopped?: boolean;
}

const rows: readonly Row[] = [
  { name: "a new pod gets a sandbox before anything else", observed: { runtime: { sandboxes: [], containers: [] } }, actions: ["sandbox"] },
  { name: "with a sandbox its containers start", observed: {}, actions: ["start:main"] },
  { name: "a running container is left alone", observed: { runtime: { sandboxes: up, containers: [aRun()] } }, actions: [] },
  { name: "the first failure is restarted at once", observed: { runtime: { sandboxes: up, containers: [anExit(1, { finishedAt: 100_000 })] } }, actions: ["start:main"] },
  {
    name: "a failure within its back-off waits",
    observed: { runtime: { sandboxes: up, containers: [anExit(1, { attempt: 1, finishedAt: 95_000 })] }, backoffs: new Map([["main", { delayMs: 10_000, updatedAt: 90_000 }]]) },
    actions: [],
    requeueAfterMs: 5_000,
    waiting: { main: "CrashLoopBackOff" },
  },
  {
    name: "a failure whose back-off is exactly over is restarted",
    observed: { runtime: { sandboxes: up, containers: [anExit(1, { attempt: 1, finishedAt: 90_000 })] }, backoffs: new Map([["main", { delayMs: 10_000, updatedAt: 80_000 }]]) },
    actions: ["start:main"],
  },
  { name: "OnFailure does not restart a success", observed: { pod: aPod({ spec: { restartPolicy: "OnFailure" } }), runtime: { sandboxes: up, containers: [anExit(0)] } }, actions: ["stop:s0"], terminal: true },
  { name: "OnFailure restarts a failure", observed: { pod: aPod({ spec: { restartPolicy: "OnFailure" } }), runtime: { sandboxes: up, containers: [anExit(3)] } }, actions: ["start:main"] },
  { name: "Never does not restart a failure", observed: { pod: aPod({ spec: { restartPolicy: "Never" } }), runtime: { sandboxes: up, containers: [anExit(3)] } }, actions: ["stop:s0"], terminal: true },
  { name: "one of two containers that ended leaves the pod up", observed: { pod: aPod({ spec: { restartPolicy: "Never", containers: [aContainer(), aContainer({ name: "b" })] } }), runtime: { sandboxes: up, containers: [anExit(0), aRun({ name: "b" })] } }, actions: [] },
  { name: "a finished pod whose sandbox is down has nothing left", observed: { pod: aPod({ spec: { restartPolicy: "Never" } }), runtime: { sandboxes: [aSandbox({ state: "SANDBOX_NOTREADY" })], containers: [anExit(0)] } }, actions: [], terminal: true, stopped: true },
  { name: "init containers come first", observed: { pod: withInit }, actions: ["start:init"] },
  { name: "main containers wait for a running init container", observed: { pod: withInit, runtime: { sandboxes: up, containers: [aRun({ name: "init" })] } }, actions: [] },
  { name: "main containers start after init succeeded", observed: { pod: withInit, runtime: { sandboxes: up, containers: [anExit(0, { name: "init" })] } }, actions: ["start:main"] },
  { name: "a failed init container is tried again", observed: { pod: withInit, runtime: { sandboxes: up, containers: [anExit(1, { name: "init" })] } }, actions: ["start:init"] },
  { name: "a failed init container ends a pod with restartPolicy Never", observed: { pod: aPod({ spec: { initContainers: [init], restartPolicy: "Never" } }), runtime: { sandboxes: up, containers: [anExit(1, { name: "init" })] } }, actions: ["stop:s0"], terminal: true },
  { name: "a new sandbox runs init containers again", observed: { pod: withInit, runtime: { sandboxes: [aSandbox({ id: "s1" })], containers: [anExit(0, { name: "init" })] } }, actions: ["start:init"] },
  { name: "a running sidecar lets the main containers start", observed: { pod: withSidecar, runtime: { sandboxes: up, containers: [aRun({ name: "side" })] } }, actions: ["start:main"] },
  {
    name: "a sidecar with a startup probe holds the main containers until it has started",
    observed: { pod: aPod({ spec: { initContainers: [{ ...sidecar, startupProbe: { exec: { command: ["true"] } } }] } }), runtime: { sandboxes: up, containers: [aRun({ name: "side" })] } },
    actions: [],
  },
  { name: "a pod whose main containers ended stops its sidecars", observed: { pod: withSidecar, runtime: { sandboxes: up, containers: [aRun({ name: "side" }), anExit(0)] } }, actions: ["kill:side-0"], terminal: true },
  { name: "a deleted pod's containers are ended all at once; the sidecars wait for their turn", observed: { pod: { ...deleted, spec: withSidecar.spec }, runtime: { sandboxes: up, containers: [aRun({ name: "side" }), aRun()] } }, actions: ["kill:side-0", "kill:main-0"], terminal: true },
  { name: "a deleted pod without running containers loses its sandbox", observed: { pod: deleted, runtime: { sandboxes: up, containers: [anExit(143)] } }, actions: ["stop:s0"], terminal: true },
  { name: "a deleted pod that never started is over", observed: { pod: deleted, runtime: { sandboxes: [], containers: [] } }, actions: [], terminal: true, stopped: true },
  { name: "a start under way keeps a deleted pod's sandbox up", observed: { pod: deleted, inFlight: new Set(["start:main"]) }, actions: [], terminal: true },
  { name: "a dead sandbox is replaced when a container has to start", observed: { runtime: { sandboxes: [aSandbox({ state: "SANDBOX_NOTREADY" })], containers: [anExit(137)] } }, actions: ["sandbox"] },
  { name: "a container that was made and not started is made again", observed: { runtime: { sandboxes: up, containers: [aRun({ state: "CONTAINER_CREATED" })] } }, actions: ["remove:main-0"] },
  { name: "a container that is being started is left alone", observed: { runtime: { sandboxes: up, containers: [aRun({ state: "CONTAINER_CREATED" })] }, inFlight: new Set(["start:main"]) }, actions: [] },
  {
    name: "a restart under way does not wait for the back-off of the next one",
    observed: { runtime: { sandboxes: up, containers: [anExit(1, { finishedAt: 100_000 })] }, backoffs: new Map([["main", { delayMs: 10_000, updatedAt: 100_000 }]]), inFlight: new Set(["start:main"]) },
    actions: [],
  },
  {
    name: "a failed liveness probe kills the container",
    observed: { runtime: { sandboxes: up, containers: [aRun()] }, probes: new Map([["main", { containerId: "main-0", failure: { probe: "Liveness" as const, message: "" } }]]) },
    actions: ["kill:main-0"],
  },
  {
    name: "a failed probe of an earlier run kills nothing",
    observed: { runtime: { sandboxes: up, containers: [aRun({ attempt: 1 })] }, probes: new Map([["main", { containerId: "main-0", failure: { probe: "Liveness" as const, message: "" } }]]) },
    actions: [],
  },
  { name: "a pod just before its deadline goes on", observed: { pod: aPod({ spec: { activeDeadlineSeconds: 101 } }), runtime: { sandboxes: up, containers: [aRun()] } }, actions: [], requeueAfterMs: 1_000 },
  { name: "a pod at its deadline is ended", observed: { pod: aPod({ spec: { activeDeadlineSeconds: 100 } }), runtime: { sandboxes: up, containers: [aRun()] } }, actions: ["kill:main-0"], terminal: true },
  { name: "a pod that ended before its deadline does not run out of time", observed: { pod: aPod({ spec: { activeDeadlineSeconds: 100, restartPolicy: "Never" } }), runtime: { sandboxes: up, containers: [anExit(0)] } }, actions: ["stop:s0"], terminal: true },
  {
    name: "a start that failed waits for its next try",
    observed: { startFailures: new Map([["main", { reason: "ImagePullBackOff", message: "no", retryAt: 101_000, times: 1 }]]) },
    actions: [],
    requeueAfterMs: 1_000,
    waiting: { main: "ImagePullBackOff" },
  },
];

for (const row of rows) {
  test(`decidePod: ${row.name}`, () => {
    const decision = decidePod(observed(row.observed));
    assert.deepEqual(
      {
        actions: decision.actions.map(actionKey),
        requeueAfterMs: decision.requeueAfterMs,
        waiting: Object.fromEntries([...decision.waiting].map(([name, { reason }]) => [name, reason])),
        terminal: decision.terminal,
        stopped: decision.stopped,
      },
      { actions: row.actions, requeueAfterMs: row.requeueAfterMs, waiting: row.waiting ?? {}, terminal: row.terminal ?? false, stopped: row.stopped ?? false },
    );
  });
}

test("decidePod: a deadline that passes ends the pod with upstream's reason and message", () => {
  const { ending } = decidePod(observed({ pod: aPod({ spec: { activeDeadlineSeconds: 1 } }), runtime: { sandboxes: up, containers: [aRun()] } }));
  assert.deepEqual(ending, { type: "Failed", reason: "DeadlineExceeded", message: "Pod was active on the node longer than the specified deadline" });
});

const twoSidecars = aPod({ spec: { initContainers: [sidecar, aContainer({ name: "later", restartPolicy: "Always" }), init] } });
test("decidePod: a sidecar gets its stop signal after the main containers and after the sidecars that came up later, all within one grace period", () => {
  const pod = { ...twoSidecars, metadata: deleted.metadata };
  const { actions } = decidePod(observed({ pod, runtime: { sandboxes: up, containers: [aRun({ name: "side" }), aRun({ name: "later" }), aRun()] } }));
  assert.deepEqual(
    actions.map((action) => action.type === "KillContainer" && [action.name, action.graceSeconds, action.after]),
    [["side", 5, ["later", "init", "main"]], ["later", 5, ["init", "main"]], ["main", 5, undefined]],
  );
});

test("decidePod: whatever was asked for, there is a grace period", () => {
  const { actions } = decidePod(observed({ pod: { ...deleted, metadata: { ...deleted.metadata, deletionGracePeriodSeconds: 0 } }, runtime: { sandboxes: up, containers: [aRun()] } }));
  assert.deepEqual(actions.map((action) => action.type === "KillContainer" && action.graceSeconds), [1]);
});

test("decidePod: a second deletion may shorten the grace period and not lengthen it", () => {
  const again = (deletionGracePeriodSeconds: number): number | undefined =>
    decidePod(observed({ pod: { ...deleted, metadata: { ...deleted.metadata, deletionGracePeriodSeconds } }, ending: { type: "Deleted", graceSeconds: 5 }, runtime: { sandboxes: up, containers: [aRun()] } })).ending?.graceSeconds;
  assert.deepEqual([again(2), again(9)], [2, 5]);
});

const probed: { name: string; pod: Pod; container: string; expected: string }[] = [
  { name: "a container that comes back says so", pod: aPod(), container: "main", expected: "Container main failed liveness probe, will be restarted" },
  { name: "one that does not come back does not say so", pod: aPod({ spec: { restartPolicy: "Never" } }), container: "main", expected: "Container main failed liveness probe" },
  { name: "a policy of the container's own counts", pod: aPod({ spec: { restartPolicy: "Never", containers: [aContainer({ restartPolicy: "OnFailure" })] } }), container: "main", expected: "Container main failed liveness probe, will be restarted" },
  { name: "a sidecar is an init container", pod: withSidecar, container: "side", expected: "Init container side failed liveness probe" },
];
for (const { name, pod, container, expected } of probed) {
  test(`decidePod: the event of a failed probe: ${name}`, () => {
    const probes = new Map([[container, { containerId: `${container}-0`, failure: { probe: "Liveness" as const, message: "" } }]]);
    const { actions } = decidePod(observed({ pod, runtime: { sandboxes: up, containers: [aRun({ name: "side" }), aRun()] }, probes }));
    assert.deepEqual(actions.map((action) => action.type === "KillContainer" && action.message), [expected]);
  });
}

const remembered: { name: string; status: PodStatus; expected: number }[] = [
  { name: "a first run", status: {}, expected: 0 },
  { name: "one whose start has failed so far", status: { containerStatuses: [{ name: "main", image: "", imageID: "", ready: false, restartCount: 0, state: { waiting: { reason: "ErrImagePull" } } }] }, expected: 0 },
  { name: "one that was made and never started", status: { containerStatuses: [{ name: "main", image: "", imageID: "", ready: false, restartCount: 0, containerID: "simulated://made", state: { waiting: { reason: "ContainerCreating" } } }] }, expected: 0 },
  { name: "one of which the runtime knows nothing any more", status: { containerStatuses: [{ name: "main", image: "", imageID: "", ready: true, restartCount: 2, containerID: "simulated://gone", state: { running: {} } }] }, expected: 3 },
  { name: "one that waited for its back-off", status: { containerStatuses: [{ name: "main", image: "", imageID: "", ready: true, restartCount: 2, containerID: "simulated://gone", state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated: { exitCode: 1 } } }] }, expected: 3 },
  { name: "the same, counted already", status: { containerStatuses: [{ name: "main", image: "", imageID: "", ready: false, restartCount: 3, lastState: { terminated: { exitCode: 137 } } }] }, expected: 3 },
];
for (const { name, status, expected } of remembered) {
  test(`decidePod: restarts are counted on whatever the runtime forgets: ${name}`, () => {
    const { actions } = decidePod(observed({ pod: aPod({ status }) }));
    assert.deepEqual(actions.map((action) => action.type === "StartContainer" && action.attempt), [expected]);
  });
}

const other = { id: "sha256:0", userSpecified: "busybox:1.35" };
const redefined: { name: string; observed: Partial<PodObservation>; actions: readonly unknown[] }[] = [
  { name: "a running container is ended when its image changes", observed: { pod: aPod(), runtime: { sandboxes: up, containers: [aRun({ image: other })] } }, actions: [["KillContainer", "Container main definition changed, will be restarted"]] },
  { name: "a sidecar too", observed: { pod: withSidecar, runtime: { sandboxes: up, containers: [aRun({ name: "side", image: other }), aRun()] } }, actions: [["KillContainer", "Init container side definition changed"]] },
  { name: "it comes back even where nothing else would", observed: { pod: aPod({ spec: { restartPolicy: "Never" } }), runtime: { sandboxes: up, containers: [anExit(0, { image: other })] }, redefined: new Map([["main", "main-0"]]) }, actions: [["StartContainer", true]] },
  { name: "one that had ended by itself does not", observed: { pod: aPod({ spec: { restartPolicy: "Never" } }), runtime: { sandboxes: up, containers: [anExit(0, { image: other })] } }, actions: [["StopSandbox", undefined]] },
  { name: "one that was killed for a resize comes back at once", observed: { runtime: { sandboxes: up, containers: [anExit(137, { finishedAt: 95_000 })] }, backoffs: new Map([["main", { delayMs: 300_000, updatedAt: 90_000 }]]), redefined: new Map([["main", "main-0"]]) }, actions: [["StartContainer", true]] },
  { name: "the back-off of the former image is not waited for", observed: { runtime: { sandboxes: up, containers: [anExit(1, { image: other, finishedAt: 95_000 })] }, backoffs: new Map([["main", { delayMs: 300_000, updatedAt: 90_000 }]]) }, actions: [["StartContainer", true]] },
];
for (const row of redefined) {
  test(`decidePod: a container whose definition changed: ${row.name}`, () => {
    const { actions } = decidePod(observed(row.observed));
    assert.deepEqual(actions.map((action) => [action.type, action.type === "KillContainer" ? action.message : action.type === "StartContainer" ? action.redefined : undefined]), row.actions);
  });
}

test("decidePod: what never restarts is not run again because the runtime has forgotten it, its init containers neither", () => {
  const status: PodStatus = { phase: "Running", containerStatuses: [{ name: "main", image: "", imageID: "", ready: true, restartCount: 0, containerID: "simulated://gone", state: { running: {} } }] };
  const runtime = { sandboxes: [], containers: [] };
  const decide = (restartPolicy: "Always" | "Never" | "OnFailure") => decidePod(observed({ pod: aPod({ spec: { restartPolicy, initContainers: [init] }, status }), runtime }));
  assert.deepEqual([decide("Never").terminal, decide("Never").actions], [true, []]);
  for (const policy of ["OnFailure", "Always"] as const) assert.deepEqual([decide(policy).terminal, decide(policy).actions.map(actionKey)], [false, ["sandbox"]]);
});

test("decidePod: init containers that the runtime has forgotten run again before the others", () => {
  const done = { name: "init", image: "", imageID: "", ready: true, restartCount: 0, containerID: "simulated://gone", state: { terminated: { exitCode: 0 } } };
  const { actions } = decidePod(observed({ pod: aPod({ spec: { initContainers: [init] }, status: { phase: "Running", initContainerStatuses: [done] } }) }));
  assert.deepEqual(actions.map(actionKey), ["start:init"]);
});
