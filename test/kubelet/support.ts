import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Container, Pod, PodSpec } from "../../src/api/types/core/v1.gen.ts";
import type { TestCluster } from "../support/cluster.ts";

/** As long as anything that comes of itself may take, on a machine that is busy with other things. */
const patienceMs = 120_000;

/** Looks until `holds` says yes, and answers what it saw; fails with that and with what was waited for after two minutes. */
export async function eventually<T>(what: string, look: () => T | Promise<T>, holds: (seen: T) => boolean, everyMs = 200): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`${what} never came; the last look saw ${typeof seen === "string" ? seen : JSON.stringify(seen, undefined, 1)}`);
    await sleep(everyMs);
  }
}

/** One container called `main` from the busybox image, with what differs; `spec` is the rest of the pod. */
export type PodParts = Partial<Omit<Container, "name">> & { readonly spec?: Partial<PodSpec> };

export function podManifest(name: string, { spec, ...container }: PodParts): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: { terminationGracePeriodSeconds: 2, containers: [{ name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", ...container }], ...spec },
  };
}

/** Creates a pod from its parts. Throws with the server's words when it refuses. */
export async function createPod(cluster: TestCluster, name: string, parts: PodParts): Promise<void> {
  const { code, stderr } = await cluster.tryKubectl(["create", "-f", "-"], { input: JSON.stringify(podManifest(name, parts)) });
  if (code !== 0) throw new Error(`pod ${name} was not created: ${stderr}`);
}

export async function getPod(cluster: TestCluster, name: string): Promise<Pod> {
  return JSON.parse(await cluster.kubectl("get", "pod", name, "-o", "json")) as Pod;
}

/** Looks at the pod until `holds` says yes, and answers it; fails with its last state after two minutes. */
export function podThat(cluster: TestCluster, name: string, holds: (pod: Pod) => boolean): Promise<Pod> {
  return eventually(`what pod ${name} was waited for with`, () => getPod(cluster, name), holds);
}

/** Waits until the description says all of `says`; fails with all of it after two minutes. */
export async function described(cluster: TestCluster, what: readonly string[], says: readonly RegExp[]): Promise<void> {
  await eventually(`a description of ${what.join(" ")} with ${says.join(" and ")}`, () => cluster.kubectl("describe", ...what), (text) => says.every((expression) => expression.test(text)));
}

/** The container prints `text` and nothing else. One that runs, or is ready, may not have said its first word yet. */
export async function assertPrints(cluster: TestCluster, name: string, text: string, ...words: readonly string[]): Promise<void> {
  const { stdout } = await eventually(`all that ${name} prints`, () => cluster.tryKubectl(["logs", name, ...words]), (logs) => logs.stdout.length >= text.length);
  assert.equal(stdout, text);
}

/** `kubectl wait` with these words, for two minutes; throws with its output when that was not enough. */
export async function waited(cluster: TestCluster, ...words: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await cluster.tryKubectl(["wait", ...words, `--timeout=${patienceMs / 1_000}s`], { timeoutMs: 2 * patienceMs });
  if (code !== 0) throw new Error(`wait ${words.join(" ")}: ${stdout}${stderr}`);
}

/** What the container printed, once the pod has come to its end. */
export async function outputOf(cluster: TestCluster, name: string, parts: PodParts): Promise<string> {
  await createPod(cluster, name, { ...parts, spec: { restartPolicy: "Never", ...parts.spec } });
  await podThat(cluster, name, (pod) => pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed");
  return cluster.kubectl("logs", name);
}

/** Creates pods all at once, which is far quicker than one after the other. Throws with the server's words when it refuses one. */
export async function createPods(cluster: TestCluster, rows: readonly { readonly name: string; readonly pod: PodParts }[]): Promise<void> {
  const items = rows.map(({ name, pod }) => podManifest(name, pod));
  const { code, stderr } = await cluster.tryKubectl(["create", "-f", "-"], { input: JSON.stringify({ apiVersion: "v1", kind: "List", items }) });
  if (code !== 0) throw new Error(`the pods were not created: ${stderr}`);
}

/** What a container printed, once its pod has come to its end. */
export async function outputWhenDone(cluster: TestCluster, name: string, container = "main"): Promise<string> {
  await podThat(cluster, name, (pod) => pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed");
  return cluster.kubectl("logs", name, "-c", container);
}
