import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerStatus, Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import { formatTime } from "../../machinery/time/time.ts";
import { decidePod } from "../pods/decide-pod.ts";
import type { PodObservation } from "../pods/observation.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { anExit, aRun, aSandbox } from "../testing/runtime-state.ts";
import { generateStatus } from "./generate-status.ts";

const around = { runtimeName: "simulated", hostIPs: ["192.0.2.1"], timeText: formatTime, terminationMessages: new Map([["main-0", "last words"]]) };

function statusOf(overrides: Partial<PodObservation>): PodStatus {
  const observed: PodObservation = {
    pod: aPod(), runtime: { sandboxes: [aSandbox()], containers: [] }, now: 1_000, startTime: 0,
    startFailures: new Map(), backoffs: new Map(), probes: new Map(), inFlight: new Set(), starting: new Set(), ...overrides,
  };
  return generateStatus(observed, decidePod(observed), around);
}

const stateOf = (status: ContainerStatus | undefined): string => {
  const state = status?.state ?? {};
  return state.running !== undefined ? "running" : state.terminated !== undefined ? `terminated ${state.terminated.reason} ${state.terminated.exitCode}` : `waiting ${state.waiting?.reason}`;
};
const condition = (status: PodStatus, type: string): string => {
  const found = status.conditions?.find((entry) => entry.type === type);
  return [found?.status, found?.reason, found?.message].filter((part) => part !== undefined).join(" ");
};

const up = [aSandbox()];
const never = (spec: Partial<Pod["spec"]> = {}, status: PodStatus = {}): Pod => aPod({ spec: { restartPolicy: "Never", ...spec }, status });
const twoContainers = never({ containers: [aContainer({ name: "a" }), aContainer({ name: "b" })] });

interface Row {
  readonly name: string;
  readonly observed: Partial<PodObservation>;
  readonly phase: string;
  readonly states: readonly string[];
  readonly ready: string;
}

const rows: readonly Row[] = [
  { name: "nothing yet", observed: { runtime: { sandboxes: [], containers: [] } }, phase: "Pending", states: ["waiting ContainerCreating"], ready: "False ContainersNotReady containers with unready status: [main]" },
  { name: "running", observed: { runtime: { sandboxes: up, containers: [aRun()] } }, phase: "Running", states: ["running"], ready: "True" },
  { name: "running with a readiness probe that has no result", observed: { pod: aPod({ spec: { containers: [aContainer({ readinessProbe: {} })] } }), runtime: { sandboxes: up, containers: [aRun()] } }, phase: "Running", states: ["running"], ready: "False ContainersNotReady containers with unready status: [main]" },
  { name: "succeeded", observed: { pod: never(), runtime: { sandboxes: up, containers: [anExit(0)] } }, phase: "Succeeded", states: ["terminated Completed 0"], ready: "False PodCompleted" },
  { name: "failed", observed: { pod: never(), runtime: { sandboxes: up, containers: [anExit(3)] } }, phase: "Failed", states: ["terminated Error 3"], ready: "False PodFailed" },
  { name: "one failed, one still running", observed: { pod: twoContainers, runtime: { sandboxes: up, containers: [anExit(1, { name: "a" }), aRun({ name: "b" })] } }, phase: "Running", states: ["terminated Error 1", "running"], ready: "False ContainersNotReady containers with unready status: [a]" },
  { name: "one succeeded, one failed", observed: { pod: twoContainers, runtime: { sandboxes: up, containers: [anExit(0, { name: "a" }), anExit(1, { name: "b" })] } }, phase: "Failed", states: ["terminated Completed 0", "terminated Error 1"], ready: "False PodFailed" },
  { name: "killed by the kernel", observed: { pod: never(), runtime: { sandboxes: up, containers: [anExit(137, { reason: "OOMKilled" })] } }, phase: "Failed", states: ["terminated OOMKilled 137"], ready: "False PodFailed" },
  {
    name: "between two runs",
    observed: { runtime: { sandboxes: up, containers: [anExit(1, { attempt: 1, finishedAt: 900 })] }, backoffs: new Map([["main", { delayMs: 10_000, updatedAt: 800 }]]) },
    phase: "Running", states: ["waiting CrashLoopBackOff"], ready: "False ContainersNotReady containers with unready status: [main]",
  },
  { name: "behind an init container", observed: { pod: aPod({ spec: { initContainers: [aContainer({ name: "init" })] } }), runtime: { sandboxes: up, containers: [aRun({ name: "init" })] } }, phase: "Pending", states: ["waiting PodInitializing"], ready: "False ContainersNotReady containers with unready status: [main]" },
  { name: "an init container failed for good", observed: { pod: never({ initContainers: [aContainer({ name: "init" })] }), runtime: { sandboxes: up, containers: [anExit(1, { name: "init" })] } }, phase: "Failed", states: ["waiting PodInitializing"], ready: "False PodFailed" },
  { name: "out of time but still running", observed: { pod: never({ activeDeadlineSeconds: 1 }), runtime: { sandboxes: up, containers: [aRun()] } }, phase: "Running", states: ["running"], ready: "True" },
  { name: "out of time and stopped", observed: { ending: { type: "Failed", reason: "DeadlineExceeded", message: "" }, pod: never(), runtime: { sandboxes: up, containers: [anExit(143)] } }, phase: "Failed", states: ["terminated Error 143"], ready: "False PodFailed" },
  { name: "deleted after a clean stop", observed: { ending: { type: "Deleted", graceSeconds: 1 }, runtime: { sandboxes: up, containers: [anExit(0)] } }, phase: "Succeeded", states: ["terminated Completed 0"], ready: "False PodCompleted" },
  { name: "deleted while its container starts", observed: { ending: { type: "Deleted", graceSeconds: 1 }, pod: never(), runtime: { sandboxes: up, containers: [] }, inFlight: new Set(["start:main"]) }, phase: "Pending", states: ["waiting ContainerCreating"], ready: "False ContainersNotReady containers with unready status: [main]" },
  { name: "deleted before its container was started", observed: { ending: { type: "Deleted", graceSeconds: 1 }, pod: never(), runtime: { sandboxes: up, containers: [] } }, phase: "Failed", states: ["terminated ContainerStatusUnknown 137"], ready: "False PodFailed" },
  { name: "a container of its own policy that runs again, in a pod that does not restart", observed: { pod: never({ containers: [aContainer({ restartPolicy: "Always" })] }), runtime: { sandboxes: up, containers: [anExit(1)] } }, phase: "Running", states: ["terminated Error 1"], ready: "False ContainersNotReady containers with unready status: [main]" },
  { name: "a terminal phase stays", observed: { pod: aPod({ status: { phase: "Failed", reason: "Evicted", containerStatuses: [] } }), runtime: { sandboxes: [], containers: [] } }, phase: "Failed", states: ["terminated ContainerStatusUnknown 137"], ready: "False PodFailed" },
  { name: "an unmet readiness gate", observed: { pod: aPod({ spec: { readinessGates: [{ conditionType: "example.com/ok" }] } }), runtime: { sandboxes: up, containers: [aRun()] } }, phase: "Running", states: ["running"], ready: 'False ReadinessGatesNotReady corresponding condition of pod readiness gate "example.com/ok" does not exist.' },
];

for (const row of rows) {
  test(`generateStatus: ${row.name}`, () => {
    const status = statusOf(row.observed);
    assert.deepEqual({ phase: status.phase, states: status.containerStatuses?.map(stateOf), ready: condition(status, "Ready") }, { phase: row.phase, states: row.states, ready: row.ready });
  });
}

test("generateStatus: the whole status of a restarted container", () => {
  const status = statusOf({ runtime: { sandboxes: up, containers: [anExit(2, { finishedAt: 500 }), aRun({ attempt: 1, startedAt: 600 })] } });
  assert.deepEqual(status.containerStatuses, [
    {
      name: "main",
      state: { running: { startedAt: "1970-01-01T00:00:00Z" } },
      lastState: { terminated: { exitCode: 2, reason: "Error", message: "last words", startedAt: "1970-01-01T00:00:00Z", finishedAt: "1970-01-01T00:00:00Z", containerID: "simulated://main-0" } },
      ready: true,
      restartCount: 1,
      image: "busybox:1.36",
      imageID: "docker.io/library/busybox@sha256:1",
      containerID: "simulated://main-1",
      started: true,
    },
  ]);
  assert.deepEqual([status.podIP, status.podIPs, status.hostIP, status.qosClass, status.observedGeneration], ["10.64.0.2", [{ ip: "10.64.0.2" }], "192.0.2.1", "BestEffort", 1]);
});

test("generateStatus: a condition's transition time moves only with its status", () => {
  const before = { type: "Ready", status: "True", lastTransitionTime: "1969-01-01T00:00:00Z" };
  const status = statusOf({ pod: aPod({ status: { conditions: [before] } }), runtime: { sandboxes: up, containers: [aRun()] } });
  assert.equal(status.conditions?.find((entry) => entry.type === "Ready")?.lastTransitionTime, "1969-01-01T00:00:00Z");
});

test("generateStatus: what a container waits for is said without an empty message, and without what only the node needs to know", () => {
  const states = ["", "no such image"].map((message) => statusOf({ startFailures: new Map([["main", { reason: "ErrImagePull", message, retryAt: 5_000, times: 3 }]]) }).containerStatuses?.[0]?.state);
  assert.deepEqual(states, [{ waiting: { reason: "ErrImagePull" } }, { waiting: { reason: "ErrImagePull", message: "no such image" } }]);
});

const refusal = { type: "Failed", reason: "SysctlForbidden", message: "Pod was rejected: no" } as const;

test("generateStatus: a pod that was refused has a start and nothing of its containers, and keeps it so", () => {
  const runtime = { sandboxes: [], containers: [] };
  const first = statusOf({ ending: refusal, runtime });
  assert.deepEqual(first, { observedGeneration: 1, phase: "Failed", reason: "SysctlForbidden", message: "Pod was rejected: no", hostIP: "192.0.2.1", hostIPs: [{ ip: "192.0.2.1" }], startTime: "1970-01-01T00:00:00Z", qosClass: "BestEffort" });
  assert.deepEqual(statusOf({ ending: refusal, runtime, pod: aPod({ status: first }) }), first);
});

const said: { name: string; containers: number; text: string; kept: string }[] = [
  { name: "one container may say all that it could write", containers: 1, text: "x".repeat(4_096), kept: "x".repeat(4_096) },
  { name: "four share 12 KiB", containers: 4, text: "x".repeat(4_096), kept: "x".repeat(3_072) },
  { name: "a share is counted in bytes", containers: 12, text: "ä".repeat(600), kept: "ä".repeat(512) },
  { name: "what fits is left alone", containers: 12, text: "ä".repeat(512), kept: "ä".repeat(512) },
];
for (const { name, containers, text, kept } of said) {
  test(`generateStatus: last words: ${name}`, () => {
    const names = Array.from({ length: containers }, (_, index) => (index === 0 ? "main" : `c${index}`));
    const observed: PodObservation = {
      pod: never({ containers: names.map((each) => aContainer({ name: each })) }), runtime: { sandboxes: up, containers: names.map((each) => anExit(1, { name: each })) }, now: 1_000, startTime: 0,
      startFailures: new Map(), backoffs: new Map(), probes: new Map(), inFlight: new Set(), starting: new Set(),
    };
    const status = generateStatus(observed, decidePod(observed), { ...around, terminationMessages: new Map([["main-0", text]]) });
    assert.equal(status.containerStatuses?.[0]?.state?.terminated?.message, kept);
  });
}

const ran: ContainerStatus = { name: "main", state: { running: { startedAt: "1970-01-01T00:00:00Z" } }, lastState: {}, ready: true, restartCount: 2, image: "busybox", imageID: "", containerID: "simulated://gone", started: true };
const lostRun = { reason: "ContainerStatusUnknown", message: "The container could not be located when the pod was deleted.  The container used to be Running", exitCode: 137, containerID: "simulated://gone" };
const nothing = { sandboxes: [], containers: [] };

test("generateStatus: a run that only the API remembers was the last one, now and after the next look", () => {
  const first = statusOf({ pod: aPod({ status: { phase: "Running", containerStatuses: [ran] } }), runtime: nothing });
  const second = statusOf({ pod: aPod({ status: first }), runtime: nothing });
  for (const { phase, containerStatuses } of [first, second]) {
    assert.deepEqual([phase, containerStatuses?.[0]?.state, containerStatuses?.[0]?.lastState, containerStatuses?.[0]?.restartCount], ["Running", { waiting: { reason: "ContainerCreating" } }, { terminated: lostRun }, 3]);
  }
  const third = statusOf({ pod: aPod({ status: second }), runtime: { sandboxes: up, containers: [aRun({ attempt: 3 })] } }).containerStatuses?.[0];
  assert.deepEqual([third?.state, third?.lastState, third?.restartCount], [{ running: { startedAt: "1970-01-01T00:00:00Z" } }, { terminated: lostRun }, 3]);
});

test("generateStatus: where nothing runs again a run that only the API remembers has failed", () => {
  const first = statusOf({ pod: never({}, { phase: "Running", containerStatuses: [ran] }), runtime: nothing });
  assert.equal(first.phase, "Failed");
  const { state, restartCount } = statusOf({ pod: never({}, first), runtime: nothing }).containerStatuses?.[0] ?? {};
  assert.deepEqual([state?.terminated?.reason, state?.terminated?.exitCode, restartCount], ["ContainerStatusUnknown", 137, 2]);
});

test("generateStatus: what waited behind a failed init container never had its turn", () => {
  const status = statusOf({ pod: never({ initContainers: [aContainer({ name: "init" })] }), runtime: { sandboxes: up, containers: [anExit(1, { name: "init" })] } });
  assert.deepEqual([status.phase, stateOf(status.containerStatuses?.[0])], ["Failed", "waiting PodInitializing"]);
});

test("generateStatus: a container whose image was changed waits for the new one, and is not said to have ended", () => {
  const observed = { pod: never(), runtime: { sandboxes: up, containers: [anExit(137, { image: { id: "sha256:0", userSpecified: "busybox:1.35" } })] }, redefined: new Map([["main", "main-0"]]) };
  const { phase, containerStatuses } = statusOf(observed);
  assert.deepEqual([phase, stateOf(containerStatuses?.[0]), containerStatuses?.[0]?.lastState?.terminated?.exitCode], ["Running", "waiting ContainerCreating", 137]);
});
