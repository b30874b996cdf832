import { isStaticPod, seenAnnotation, sourceAnnotation } from "../../api/core/pod/mirror.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { formatTime } from "../../machinery/time/time.ts";
import { readySandbox } from "../pods/observation.ts";
import type { PodWorker } from "../pods/pod-worker.ts";

/** `/pods`: what this node is meant to run, with the newest status that the kubelet knows and where each pod is from. */
export function desiredPods(workers: readonly PodWorker[]): object {
  return list(workers.map((worker) => withSource(worker.shown, worker.seenAt)));
}

/** `/runningpods`: what the runtime runs, as far as a runtime knows what a pod is. Source: kubernetes kubecontainer.Pod ToAPIPod. */
export function runningPods(workers: readonly PodWorker[]): object {
  return list(workers.filter(({ runtime }) => readySandbox(runtime) !== undefined).map(({ pod, runtime }) => {
    const { uid, name, namespace } = pod.metadata;
    const containers = runtime.containers.filter((run) => run.state === "CONTAINER_RUNNING").map((run) => ({ name: run.metadata.name, image: run.image.id, resources: {} }));
    return { metadata: { name, namespace, uid }, spec: { containers }, status: {} } as Pod;
  }));
}

function withSource(pod: Pod, seenAt: number): Pod {
  if (isStaticPod(pod)) return pod;
  return { ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, [seenAnnotation]: formatTime(seenAt), [sourceAnnotation]: "api" } } };
}

function list(items: readonly Pod[]): object {
  return { kind: "PodList", apiVersion: "v1", metadata: {}, items: items.map(({ kind: _, apiVersion: __, ...pod }) => pod) };
}
