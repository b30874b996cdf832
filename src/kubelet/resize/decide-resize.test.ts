import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, PodSpec } from "../../api/types/core/v1.gen.ts";
import { annotations } from "../containers/container-config.ts";
import { kernelLimits, podResources } from "../containers/resources.ts";
import type { LinuxContainerResources } from "../cri/contract.ts";
import type { PodAction } from "../pods/actions.ts";
import type { PodObservation } from "../pods/observation.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { anExit, aRun, aSandbox } from "../testing/runtime-state.ts";
import { actualResources, podLevelStatus } from "./actual-resources.ts";
import { decideResize } from "./decide-resize.ts";

const of = (cpu: string, memory: string, more: Partial<Container> = {}): Container => aContainer({ resources: { requests: { cpu, memory }, limits: { cpu, memory } }, ...more });
const old = of("100m", "32Mi");
const applied = kernelLimits(old.resources);
const sandbox = aSandbox({ resources: podResources(aPod({ spec: { containers: [old] } })) });

function observed(container: Container, run = aRun({ resources: applied }), { sandboxResources = sandbox.resources, ...spec }: Partial<PodSpec> & { readonly sandboxResources?: LinuxContainerResources } = {}): PodObservation {
  const pod = aPod({ spec: { containers: [container], ...spec } });
  return { pod, runtime: { sandboxes: [{ ...sandbox, resources: sandboxResources }], containers: [run] }, now: 0, startTime: 0, startFailures: new Map(), backoffs: new Map(), probes: new Map(), inFlight: new Set(), starting: new Set() };
}

const restart = { resizePolicy: [{ resourceName: "memory", restartPolicy: "RestartContainer" }] };
const inPod = (memory: string): Pick<PodSpec, "resources"> => ({ resources: { requests: { memory }, limits: { memory } } });
const made = (memory: string) => aRun({ resources: applied, annotations: { [annotations.memoryRequest]: memory } });
const summary = (action: PodAction): string => (action.type === "Resize" ? `resize ${action.containers.map(({ resources }) => `cpu ${resources.cpuQuotaUs} memory ${resources.memoryLimitBytes}`).join(", ")} in ${action.resources.memoryLimitBytes}` : `${action.type} ${"message" in action ? action.message : ""}`);

const rows: { name: string; observed: PodObservation; actions: string[] }[] = [
  { name: "a container that has what it was allocated is left alone", observed: observed(old), actions: [] },
  { name: "more cpu is given in place", observed: observed(of("200m", "32Mi")), actions: ["resize cpu 20000 memory 33554432 in 33554432"] },
  { name: "more memory is given to the container and its pod", observed: observed(of("100m", "64Mi")), actions: ["resize cpu 10000 memory 67108864 in 67108864"] },
  { name: "memory whose policy wants a restart kills the container and widens the pod", observed: observed(of("100m", "64Mi", restart)), actions: ["KillContainer Container main resize requires restart", "resize  in 67108864"] },
  { name: "cpu beside a restart policy for memory is given in place", observed: observed(of("200m", "32Mi", restart)), actions: ["resize cpu 20000 memory 33554432 in 33554432"] },
  { name: "a container that has ended gets its share when it starts again; the pod gets it now", observed: observed(of("200m", "32Mi"), anExit(0, { resources: applied })), actions: ["resize  in 33554432"] },
  { name: "the pod keeps its room until a container that is killed for a smaller share has gone", observed: observed(of("50m", "16Mi", restart)), actions: ["KillContainer Container main resize requires restart", "resize  in 33554432"] },
  { name: "and shrinks then", observed: observed(of("50m", "16Mi", restart), anExit(137, { resources: applied })), actions: ["resize  in 16777216"] },
  { name: "a smaller memory request restarts where that is the policy", observed: observed(aContainer({ resources: { requests: { cpu: "100m", memory: "16Mi" }, limits: { cpu: "100m", memory: "32Mi" } }, ...restart }), made("32Mi")), actions: ["KillContainer Container main resize requires restart"] },
  { name: "the same memory request in other words restarts nothing", observed: observed({ ...old, ...restart }, made("32768Ki")), actions: [] },
  { name: "a memory request alone is nothing to the kernel", observed: observed(aContainer({ resources: { requests: { cpu: "100m", memory: "16Mi" }, limits: { cpu: "100m", memory: "32Mi" } } }), made("32Mi")), actions: [] },
  {
    name: "a container without a limit of its own follows the pod's",
    observed: observed(aContainer({}), aRun({ resources: { cpuShares: 2, memoryLimitBytes: 2 ** 25 } }), { ...inPod("64Mi"), sandboxResources: { cpuShares: 2, memoryLimitBytes: 2 ** 25 } }),
    actions: ["resize cpu undefined memory 67108864 in 67108864"],
  },
  {
    name: "and restarts for it where that is its policy",
    observed: observed(aContainer(restart), aRun({ resources: { cpuShares: 2, memoryLimitBytes: 2 ** 25 } }), { ...inPod("64Mi"), sandboxResources: { cpuShares: 2, memoryLimitBytes: 2 ** 25 } }),
    actions: ["KillContainer Container main resize requires restart", "resize  in 67108864"],
  },
];

for (const { name, observed: given, actions } of rows) {
  test(`resize: ${name}`, () => assert.deepEqual(decideResize(given).map(summary), actions));
}

test("the status shows what the kernel enforces until a resize is applied, and then the quantities as they were written", () => {
  const wanted = of("0.25", "64Mi");
  assert.deepEqual(actualResources(wanted, applied), { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "100m", memory: "32Mi" } });
  assert.deepEqual(actualResources(wanted, kernelLimits(wanted.resources)), wanted.resources);
});

test("a limit that a container has from its pod is shown beside one of its own, and not where it has none", () => {
  const enforced = { cpuShares: 102, cpuPeriodUs: 100_000, cpuQuotaUs: 10_000, memoryLimitBytes: 2 ** 25 };
  assert.deepEqual(actualResources(aContainer({ resources: { limits: { cpu: "100m" } } }), enforced), { limits: { cpu: "100m", memory: "32Mi" } });
  assert.deepEqual(actualResources(aContainer({ resources: {} }), enforced), {});
});

const of2: Partial<PodSpec> = { containers: [of("100m", "32Mi"), aContainer({ resources: { requests: { cpu: "50m" }, limits: { cpu: "200m" } } })] };
const statusRows: { name: string; spec: Partial<PodSpec>; enforced?: LinuxContainerResources; status: ReturnType<typeof podLevelStatus> }[] = [
  { name: "of a pod that asks for nothing is empty", spec: {}, status: { resources: {} } },
  { name: "is the sum of what the containers say until it runs", spec: of2, status: { resources: { requests: { cpu: "150m", memory: "32Mi" }, limits: { cpu: "300m", memory: "32Mi" } }, allocatedResources: { cpu: "150m", memory: "32Mi" } } },
  { name: "has no limit then that a container is without", spec: of2, enforced: podResources(aPod({ spec: of2 })), status: { resources: { requests: { cpu: "150m", memory: "32Mi" }, limits: { cpu: "300m" } }, allocatedResources: { cpu: "150m", memory: "32Mi" } } },
  { name: "is what the pod says itself before that", spec: { ...of2, ...inPod("128Mi") }, status: { resources: { requests: { cpu: "150m", memory: "128Mi" }, limits: { cpu: "300m", memory: "128Mi" } }, allocatedResources: { cpu: "150m", memory: "128Mi" } } },
  { name: "shows what the kernel enforces while a resize is under way", spec: { ...of2, ...inPod("128Mi") }, enforced: { cpuShares: 102, cpuPeriodUs: 100_000, cpuQuotaUs: 20_000, memoryLimitBytes: 2 ** 25 }, status: { resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "200m", memory: "32Mi" } }, allocatedResources: { cpu: "150m", memory: "128Mi" } } },
];
for (const { name, spec, enforced, status } of statusRows) test(`what the pod has as a whole ${name}`, () => assert.deepEqual(podLevelStatus(aPod({ spec }), enforced), status));
