import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event, Node, Pod } from "../../api/types/core/v1.gen.ts";
import { events, nodes } from "../../client/resources.ts";
import type { ShutdownHandlers, ShutdownPort } from "../ports/shutdown-port.ts";
import { serviceUnavailable } from "../../machinery/errors/constructors.ts";
import { startKubelet } from "../testing/kubelet-harness.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { decideGroups } from "./decide-groups.ts";
import { shutdownPeriods, totalSeconds } from "./periods.ts";

const critical = 2_000_000_000;
const settings: { name: string; graceSeconds: number; criticalSeconds: number; wants: (readonly [priority: number, graceSeconds: number])[] }[] = [
  { name: "nothing granted is no graceful shutdown", graceSeconds: 0, criticalSeconds: 0, wants: [] },
  { name: "critical pods get the last part", graceSeconds: 30, criticalSeconds: 10, wants: [[0, 20], [critical, 10]] },
  { name: "they may get all of it", graceSeconds: 30, criticalSeconds: 30, wants: [[0, 0], [critical, 30]] },
  { name: "but not more than all", graceSeconds: 30, criticalSeconds: 31, wants: [] },
  { name: "they may get nothing", graceSeconds: 30, criticalSeconds: 0, wants: [[0, 30], [critical, 0]] },
];
for (const { name, graceSeconds, criticalSeconds, wants } of settings) {
  test(`shutdown periods: ${name}`, () => {
    const periods = shutdownPeriods({ graceSeconds, criticalSeconds });
    assert.deepEqual(periods.map((period) => [period.priority, period.graceSeconds]), wants);
    assert.equal(totalSeconds(periods), wants.length === 0 ? 0 : graceSeconds);
  });
}

const prioritised = (name: string, priority: number | undefined, ownGrace = 30): Pod => aPod({ name, spec: { ...(priority === undefined ? {} : { priority }), terminationGracePeriodSeconds: ownGrace } });
const periods = [{ priority: critical, graceSeconds: 10 }, { priority: 100, graceSeconds: 40 }, { priority: 0, graceSeconds: 20 }];
const groupRows: { name: string; pods: Pod[]; wants: { graceSeconds: number; pods: (readonly [string, number])[] }[] }[] = [
  { name: "nothing runs, nothing takes time", pods: [], wants: [] },
  { name: "low priorities go first, whatever the order of the settings", pods: [prioritised("c", critical), prioritised("a", 0)], wants: [{ graceSeconds: 20, pods: [["a", 20]] }, { graceSeconds: 10, pods: [["c", 10]] }] },
  { name: "a pod on the boundary belongs above it", pods: [prioritised("at", 100), prioritised("below", 99)], wants: [{ graceSeconds: 20, pods: [["below", 20]] }, { graceSeconds: 40, pods: [["at", 30]] }] },
  { name: "one above all belongs to the highest, one below all to the lowest", pods: [prioritised("high", critical + 1_000), prioritised("low", -5)], wants: [{ graceSeconds: 20, pods: [["low", 20]] }, { graceSeconds: 10, pods: [["high", 10]] }] },
  { name: "no priority is priority 0", pods: [prioritised("none", undefined)], wants: [{ graceSeconds: 20, pods: [["none", 20]] }] },
  { name: "a shorter grace period of its own counts", pods: [prioritised("brief", 0, 3), prioritised("patient", 0, 300)], wants: [{ graceSeconds: 20, pods: [["brief", 3], ["patient", 20]] }] },
];
for (const { name, pods, wants } of groupRows) {
  test(`shutdown groups: ${name}`, () => assert.deepEqual(decideGroups(periods, pods).map((group) => ({ graceSeconds: group.graceSeconds, pods: group.pods.map(({ pod, graceSeconds }) => [pod.metadata.name, graceSeconds]) })), wants));
}

test("a shutdown ends ordinary pods, then critical ones, and takes no new ones", async () => {
  const harness = await startKubelet({ shutdownPeriods: shutdownPeriods({ graceSeconds: 30, criticalSeconds: 10 }), script: ({ pod }) => ({ stopMs: pod.name === "stubborn" ? "never" : 2_000, stopExitCode: 0 }) });
  for (const [name, priority] of [["web", 0], ["stubborn", 5], ["vital", critical]] as const) await harness.create(aPod({ name, spec: { priority, containers: [aContainer({ command: ["server"] })] } }));
  await harness.clock.advance(1_000);
  let isOver = false;
  const done = harness.kubelet.shutDown().then(() => (isOver = true));
  await harness.clock.advance(3_000);
  await harness.create(aPod({ name: "late" }));
  await harness.clock.advance(1_000);
  const ready = (harness.cluster.get(nodes, "", "n1") as Node).status?.conditions?.find((condition) => condition.type === "Ready");
  assert.deepEqual([ready?.status, ready?.reason, ready?.message], ["False", "KubeletNotReady", "node is shutting down"]);
  const outcome = (name: string): unknown[] => [harness.pod(name)?.status?.phase, harness.pod(name)?.status?.reason, harness.pod(name)?.status?.message];
  const terminated = ["Failed", "Terminated", "Pod was terminated in response to imminent node shutdown."];
  assert.deepEqual(outcome("web"), terminated);
  const disruption = harness.pod("web")?.status?.conditions?.find((condition) => condition.type === "DisruptionTarget");
  assert.deepEqual([disruption?.status, disruption?.reason, disruption?.message], ["True", "TerminationByKubelet", terminated[2]]);
  assert.deepEqual(outcome("late"), ["Failed", "NodeShutdown", "Pod was rejected: Pod was rejected as the node is shutting down."]);
  assert.deepEqual([outcome("stubborn")[0], outcome("vital")[0]], ["Running", "Running"]);
  await harness.clock.advance(17_000); // 21 s: the first period is over, and so is what does not listen
  assert.equal(isOver, false);
  assert.deepEqual([outcome("stubborn"), outcome("vital")[0]], [terminated, "Running"]);
  await harness.clock.advance(3_000);
  assert.deepEqual([outcome("vital"), isOver], [terminated, true]);
  await done;
  const { body } = await harness.kubelet.api.page("/metrics", new URLSearchParams());
  const seconds = (name: string): number => Number(new RegExp(`^kubelet_graceful_shutdown_${name}_time_seconds (\\S+)$`, "m").exec(String(body))?.[1]);
  assert.equal(seconds("end") - seconds("start"), 22);
  const told = (harness.cluster.list(events) as Event[]).filter((event) => event.reason === "NodeShutdown" && event.involvedObject.kind === "Node");
  assert.deepEqual(told.map((event) => event.message), ["Shutdown manager detected shutdown event"]);
  await harness.stop();
});

test("a pod that had succeeded stays what it was", async () => {
  const harness = await startKubelet({ shutdownPeriods: shutdownPeriods({ graceSeconds: 30, criticalSeconds: 10 }) });
  await harness.create(aPod({ name: "done", spec: { restartPolicy: "Never", containers: [aContainer({ command: ["true"] })] } }));
  await harness.clock.advance(1_000);
  await harness.kubelet.shutDown();
  assert.equal(harness.pod("done")?.status?.phase, "Succeeded");
  await harness.stop();
});

test("without a setting a shutdown ends nothing", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { containers: [aContainer({ command: ["server"] })] } }));
  await harness.clock.advance(1_000);
  await harness.kubelet.shutDown();
  await harness.clock.advance(60_000);
  assert.equal(harness.pod("web")?.status?.phase, "Running");
  await harness.stop();
});

test("the machine's shutdown waits for pods, and a shutdown that is called off lets new ones in", async () => {
  const log: string[] = [];
  let handlers: ShutdownHandlers | undefined;
  const shutdown: ShutdownPort = {
    open: async (given) => {
      handlers = given;
      return { maximumMs: 5_000, hold: () => log.push("hold"), release: () => log.push("release"), close: () => log.push("close") };
    },
  };
  const notices: string[] = [];
  const harness = await startKubelet({ shutdownPeriods: shutdownPeriods({ graceSeconds: 30, criticalSeconds: 10 }), shutdown, notices, script: () => ({ stopMs: 2_000 }) });
  await harness.create(aPod());
  await harness.clock.advance(1_000);
  assert.deepEqual(log, ["hold"]);
  assert.match(notices[0] ?? "", /systemd-logind waits 5s for a shutdown and pods are granted 30s/);
  handlers?.onPrepare(true);
  await harness.clock.advance(1_000);
  assert.deepEqual(log, ["hold"]);
  await harness.clock.advance(2_000);
  assert.deepEqual([log, harness.pod("web")?.status?.reason], [["hold", "release"], "Terminated"]);
  handlers?.onPrepare(false);
  await harness.clock.advance(1_000);
  await harness.create(aPod({ name: "next" }));
  await harness.clock.advance(1_000);
  assert.equal(harness.pod("next")?.status?.phase, "Running");
  const ready = (harness.cluster.get(nodes, "", "n1") as Node).status?.conditions?.find((condition) => condition.type === "Ready");
  assert.equal(ready?.status, "True");
  handlers?.onClose();
  await harness.clock.advance(1_000);
  assert.deepEqual(log, ["hold", "release", "hold", "release", "close", "hold"]);
  await harness.stop();
  assert.deepEqual(log.slice(6), ["release", "close"]);
});

test("where nobody tells of shutdowns the log says so once", async () => {
  const notices: string[] = [];
  const harness = await startKubelet({ shutdownPeriods: shutdownPeriods({ graceSeconds: 30, criticalSeconds: 10 }), shutdown: { open: async () => undefined }, notices });
  await harness.clock.advance(120_000);
  assert.deepEqual(notices, ["this machine has no systemd-logind to ask: its shutdown is known by SIGTERM, and waits for this process only"]);
  await harness.stop();
});

test("a pod whose end cannot be told does not hold the shutdown up past its period", async () => {
  let isAway = false;
  const harness = await startKubelet({
    shutdownPeriods: shutdownPeriods({ graceSeconds: 30, criticalSeconds: 10 }),
    intercept: (_request, when) => {
      if (isAway && when === "before") throw serviceUnavailable("away");
    },
  });
  await harness.clock.advance(1_000);
  await harness.create(aPod({ spec: { containers: [aContainer({ command: ["server"] })] } }));
  await harness.clock.advance(1_000);
  isAway = true;
  let isOver = false;
  const done = harness.kubelet.shutDown().then(() => (isOver = true));
  await harness.clock.advance(19_999);
  assert.equal(isOver, false);
  await harness.clock.advance(1);
  assert.equal(isOver, true);
  await done;
  await harness.stop();
});
