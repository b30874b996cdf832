import { setTimeout as sleep } from "node:timers/promises";
import type { Container, Pod, PodSpec } from "../../src/api/types/core/v1.gen.ts";
import type { TestCluster } from "../support/cluster.ts";

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

/** Looks at the pod until `holds` says yes, and answers it; fails with its last status after 30 s. */
export async function podThat(cluster: TestCluster, name: string, holds: (pod: Pod) => boolean): Promise<Pod> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const pod = await getPod(cluster, name);
    if (holds(pod)) return pod;
    if (Date.now() > deadline) throw new Error(`pod ${name} never came to what was waited for: ${JSON.stringify(pod.status, undefined, 1)}`);
    await sleep(200);
  }
}

/** Waits until the description says all of `says`; fails with what is missing after 30 s. */
export async function described(cluster: TestCluster, what: readonly string[], says: readonly RegExp[]): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const text = await cluster.kubectl("describe", ...what);
    const missing = says.filter((expression) => !expression.test(text));
    if (missing.length === 0) return;
    if (Date.now() > deadline) throw new Error(`describe ${what.join(" ")} does not say ${missing.join(", ")}:\n${text}`);
    await sleep(300);
  }
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
