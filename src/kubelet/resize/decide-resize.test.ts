import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container } from "../../api/types/core/v1.gen.ts";
import { kernelLimits, podResources } from "../containers/resources.ts";
import type { PodAction } from "../pods/actions.ts";
import type { PodObservation } from "../pods/observation.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { anExit, aRun, aSandbox } from "../testing/runtime-state.ts";
import { actualResources } from "./actual-resources.ts";
import { decideResize } from "./decide-resize.ts";

const of = (cpu: string, memory: string, more: Partial<Container> = {}): Container => aContainer({ resources: { requests: { cpu, memory }, limits: { cpu, memory } }, ...more });
const old = of("100m", "32Mi");
const applied = kernelLimits(old.resources);
const sandbox = aSandbox({ resources: podResources(aPod({ spec: { containers: [old] } })) });

function observed(container: Container, run = aRun({ resources: applied })): PodObservation {
  const pod = aPod({ spec: { containers: [container] } });
  return { pod, runtime: { sandboxes: [sandbox], containers: [run] }, now: 0, startTime: 0, startFailures: new Map(), backoffs: new Map(), probes: new Map(), inFlight: new Set(), starting: new Set() };
}

const restart = { resizePolicy: [{ resourceName: "memory", restartPolicy: "RestartContainer" }] };
const summary = (action: PodAction): string => (action.type === "Resize" ? `resize ${action.containers.map(({ resources }) => `cpu ${resources.cpuQuotaUs} memory ${resources.memoryLimitBytes}`).join(", ")} in ${action.resources.memoryLimitBytes}` : `${action.type} ${"message" in action ? action.message : ""}`);

const rows: { name: string; observed: PodObservation; actions: string[] }[] = [
  { name: "a container that has what it was allocated is left alone", observed: observed(old), actions: [] },
  { name: "more cpu is given in place", observed: observed(of("200m", "32Mi")), actions: ["resize cpu 20000 memory 33554432 in 33554432"] },
  { name: "more memory is given to the container and its pod", observed: observed(of("100m", "64Mi")), actions: ["resize cpu 10000 memory 67108864 in 67108864"] },
  { name: "memory whose policy wants a restart kills the container and widens the pod", observed: observed(of("100m", "64Mi", restart)), actions: ["KillContainer Container main resize requires restart", "resize  in 67108864"] },
  { name: "cpu beside a restart policy for memory is given in place", observed: observed(of("200m", "32Mi", restart)), actions: ["resize cpu 20000 memory 33554432 in 33554432"] },
  { name: "a container that has ended gets its share when it starts again; the pod gets it now", observed: observed(of("200m", "32Mi"), anExit(0, { resources: applied })), actions: ["resize  in 33554432"] },
];

for (const { name, observed: given, actions } of rows) {
  test(`resize: ${name}`, () => assert.deepEqual(decideResize(given).map(summary), actions));
}

test("the status shows what the kernel enforces until a resize is applied, and then the quantities as they were written", () => {
  const wanted = of("0.25", "64Mi");
  assert.deepEqual(actualResources(wanted, applied), { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "100m", memory: "32Mi" } });
  assert.deepEqual(actualResources(wanted, kernelLimits(wanted.resources)), wanted.resources);
});
