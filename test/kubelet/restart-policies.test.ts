import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Container, ContainerStatus, Pod, PodSpec } from "../../src/api/types/core/v1.gen.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { createPods, podThat } from "./support.ts";

/**
 * What a container's own restart policy and its rules do, its neighbours included. After Kubernetes' own suite "Pod
 * Extended (container restart policy)". All pods are made at once.
 */

const toRestart = { action: "Restart", exitCodes: { operator: "In" as const, values: [42] } };
const restartAll = { ...toRestart, action: "RestartAllContainers" };

function container(name: string, script: string, rest: Partial<Container> = {}): Container {
  return { name, image: "busybox", imagePullPolicy: "IfNotPresent", command: ["/bin/sh", "-c", script], volumeMounts: [{ name: "work", mountPath: "/mnt" }], ...rest };
}

const sleeps = "sleep 10000";
/** Fails once with what `end` says, and then goes on as `then`. */
const once = (end: string, then = sleeps): string => `if [ -f /mnt/done ]; then ${then}; else touch /mnt/done; ${end}; fi`;
/** Fails once, when the neighbour of whom it is told has started. */
const onceAfter = (neighbour: string): string => once(`until [ -e /mnt/${neighbour} ]; do sleep 0.1; done; exit 42`);
const starts = (name: string): string => `touch /mnt/${name}; ${sleeps}`;
const sidecar = container("sidecar", sleeps, { restartPolicy: "Always" });
const init = container("init", "exit 0");
const asks: Partial<Container> = { restartPolicy: "Never", restartPolicyRules: [restartAll] };

interface Row {
  /** Also the pod's name. */
  readonly name: string;
  readonly spec: Partial<PodSpec>;
  /** Restarts by container, once each of them is as it should be: running, or with the exit code given. */
  readonly comes: Readonly<Record<string, readonly [restarts: number, state: "running" | number]>>;
  readonly phase?: "Running" | "Failed";
  /** Restarted because all were: their status says so. */
  readonly together?: readonly string[];
}

const rows: readonly Row[] = [
  { name: "rule-matches", spec: { restartPolicy: "Never", containers: [container("main", once("exit 42"), { restartPolicy: "Never", restartPolicyRules: [toRestart] })] }, comes: { main: [1, "running"] } },
  { name: "rule-does-not-match", spec: { restartPolicy: "Never", containers: [container("main", "exit 1", { restartPolicy: "Never", restartPolicyRules: [toRestart] })] }, comes: { main: [0, 1] }, phase: "Failed" },
  { name: "never-in-always", spec: { restartPolicy: "Always", containers: [container("main", "exit 1", { restartPolicy: "Never" })] }, comes: { main: [0, 1] }, phase: "Failed" },
  { name: "always-in-never", spec: { restartPolicy: "Never", containers: [container("main", once("exit 1"), { restartPolicy: "Always" })] }, comes: { main: [1, "running"] } },
  {
    name: "all-by-a-container",
    spec: { restartPolicy: "Never", initContainers: [init, sidecar], containers: [container("source", once("exit 42"), asks), container("regular", sleeps)] },
    comes: { init: [1, 0], sidecar: [1, "running"], source: [1, "running"], regular: [1, "running"] },
    together: ["init", "sidecar", "source", "regular"],
  },
  {
    name: "all-by-a-sidecar",
    spec: { restartPolicy: "Never", initContainers: [init, sidecar, container("source", onceAfter("regular"), { restartPolicy: "Always", restartPolicyRules: [restartAll] })], containers: [container("regular", starts("regular"))] },
    comes: { init: [1, 0], sidecar: [1, "running"], source: [1, "running"], regular: [1, "running"] },
    together: ["init", "sidecar", "source", "regular"],
  },
  {
    name: "all-by-an-init",
    spec: { restartPolicy: "Never", initContainers: [sidecar, init, container("source", once("exit 42", "exit 0"), asks)], containers: [container("regular", sleeps)] },
    comes: { sidecar: [1, "running"], init: [1, 0], source: [1, 0], regular: [0, "running"] },
    together: ["sidecar", "init", "source"],
  },
  {
    name: "all-without-a-loop",
    spec: { restartPolicy: "Never", containers: [container("source", onceAfter("regular"), asks), container("regular", starts("regular"), asks)] },
    comes: { source: [1, "running"], regular: [1, "running"] },
    together: ["source", "regular"],
  },
  {
    name: "all-after-one",
    spec: { restartPolicy: "Always", containers: [container("source", `if [ -f /mnt/one ]; then ${once("exit 42")}; else touch /mnt/one; exit 1; fi`, { restartPolicy: "Always", restartPolicyRules: [restartAll] }), container("regular", sleeps)] },
    comes: { source: [2, "running"], regular: [1, "running"] },
    together: ["source", "regular"],
  },
];

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "restarts", images: ["busybox"] });
  await createPods(cluster, rows.map(({ name, spec }) => ({ name, pod: { spec: { terminationGracePeriodSeconds: 1, volumes: [{ name: "work", emptyDir: {} }], ...spec } } })));
});
after(() => cluster?.dispose());

const statuses = ({ status }: Pod): readonly ContainerStatus[] => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
const seen = (pod: Pod): Row["comes"] => Object.fromEntries(statuses(pod).map(({ name, restartCount, state }) => [name, [restartCount, state?.running === undefined ? (state?.terminated?.exitCode ?? -1) : "running"] as const]));

for (const { name, comes, phase = "Running", together = [] } of rows) {
  test(`restart policies: ${name}`, async () => {
    const restarting = ({ status }: Pod): string | undefined => status?.conditions?.find(({ type }) => type === "AllContainersRestarting")?.status;
    const pod = await podThat(cluster, name, (each) => each.status?.phase === phase && restarting(each) !== "True" && Object.entries(comes).every(([container, [restarts, state]]) => seen(each)[container]?.[0] === restarts && seen(each)[container]?.[1] === state));
    assert.deepEqual(seen(pod), comes);
    const told = statuses(pod).filter(({ lastState }) => lastState?.terminated?.reason === "RestartingAllContainers").map((status) => status.name);
    assert.deepEqual(told, together);
    assert.equal(restarting(pod), together.length > 0 ? "False" : undefined);
  });
}
