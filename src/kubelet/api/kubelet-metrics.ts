import { isStaticPod } from "../../api/core/pod/mirror.ts";
import { isTerminalPhase } from "../../api/core/pod/phase.ts";
import type { PodCondition } from "../../api/types/core/v1.gen.ts";
import { kubernetesVersion } from "../../api/version.ts";
import { findCondition } from "../../machinery/meta/conditions.ts";
import { readySandbox } from "../pods/observation.ts";
import type { PodWorker } from "../pods/pod-worker.ts";
import { countVolumes } from "../volumes/volume-manager.ts";
import { metricText, type Sample } from "./metric-text.ts";

export interface KubeletMetricsInput {
  readonly nodeName: string;
  readonly workers: readonly PodWorker[];
  /** By plugin. */
  readonly mountedVolumes: ReadonlyMap<string, number>;
}

/** `/metrics`: the kubelet about itself and the pods it looks after. Source: kubernetes pkg/kubelet/metrics. */
export function kubeletMetrics({ nodeName, workers, mountedVolumes }: KubeletMetricsInput): string {
  const count = (holds: (worker: PodWorker) => boolean): number => workers.filter(holds).length;
  const bySource = (holds: (worker: PodWorker) => boolean): Sample[] => [true, false].map((isStatic) => ({ labels: { static: isStatic ? "true" : "" }, value: count((worker) => isStaticPod(worker.pod) === isStatic && holds(worker)) }));
  const states = { created: "CONTAINER_CREATED", exited: "CONTAINER_EXITED", running: "CONTAINER_RUNNING", unknown: "CONTAINER_UNKNOWN" };
  const containers = workers.flatMap(({ runtime }) => runtime.containers);
  const [major = "", minor = ""] = kubernetesVersion.slice(1).split(".");
  const ephemeral = workers.reduce((sum, { pod }) => sum + (pod.spec.ephemeralContainers?.length ?? 0), 0);
  return metricText([
    { name: "kubelet_active_pods", type: "gauge", help: "[ALPHA] The number of pods the kubelet considers active and which are being considered when admitting new pods. static is true if the pod is not from the apiserver.", samples: bySource(({ pod }) => !isTerminalPhase(pod.status?.phase)) },
    { name: "kubelet_desired_pods", type: "gauge", help: "[ALPHA] The number of pods the kubelet is being instructed to run. static is true if the pod is not from the apiserver.", samples: bySource(() => true) },
    { name: "kubelet_managed_ephemeral_containers", type: "gauge", help: "[ALPHA] Current number of ephemeral containers in pods managed by this kubelet.", samples: [{ labels: {}, value: ephemeral }] },
    { name: "kubelet_mirror_pods", type: "gauge", help: "[ALPHA] The number of mirror pods the kubelet will try to create (one per admitted static pod)", samples: [{ labels: {}, value: count(({ pod }) => isStaticPod(pod)) }] },
    { name: "kubelet_node_name", type: "gauge", help: "[ALPHA] The node's name. The count is always 1.", samples: [{ labels: { node: nodeName }, value: 1 }] },
    { name: "kubelet_pod_in_progress_resizes", type: "gauge", help: "[ALPHA] Number of in-progress resizes for pods.", samples: [{ labels: {}, value: count((worker) => resizeOf(worker, "PodResizeInProgress") !== undefined) }] },
    { name: "kubelet_pod_pending_resizes", type: "gauge", help: "[ALPHA] Number of pending resizes for pods.", samples: ["Deferred", "Infeasible"].map((reason) => ({ labels: { reason: reason.toLowerCase() }, value: count((worker) => resizeOf(worker, "PodResizePending")?.reason === reason) })) },
    { name: "kubelet_running_containers", type: "gauge", help: "[ALPHA] Number of containers currently running", samples: Object.entries(states).map(([name, state]) => ({ labels: { container_state: name }, value: containers.filter((run) => run.state === state).length })).filter(({ value }) => value > 0) },
    { name: "kubelet_running_pods", type: "gauge", help: "[ALPHA] Number of pods that have a running pod sandbox", samples: [{ labels: {}, value: count(({ runtime }) => readySandbox(runtime) !== undefined) }] },
    { name: "kubelet_working_pods", type: "gauge", help: "[ALPHA] Number of pods that a worker looks after, broken down by lifecycle phase, whether the pod is desired or orphaned, and whether the pod is static. An orphaned pod has been force deleted in the API and still takes resources here.", samples: workingPods(workers) },
    { name: "kubernetes_build_info", type: "gauge", help: "[BETA] A metric with a constant '1' value labeled by major, minor, git version of the Kubernetes that is served.", samples: [{ labels: { git_version: kubernetesVersion, major, minor }, value: 1 }] },
    { name: "volume_manager_total_volumes", type: "gauge", help: "[ALPHA] Number of volumes in Volume Manager", samples: [...volumes("actual_state_of_world", mountedVolumes), ...volumes("desired_state_of_world", countVolumes(workers.filter((worker) => worker.lifecycle === "sync").map(({ pod }) => pod)))] },
  ]);
}

/** How a resize of the pod stands, if one does. */
function resizeOf({ shown }: PodWorker, type: "PodResizePending" | "PodResizeInProgress"): PodCondition | undefined {
  return findCondition(shown.status?.conditions, type);
}

function workingPods(workers: readonly PodWorker[]): Sample[] {
  return (["desired", "orphan"] as const).flatMap((config) =>
    (["sync", "terminated", "terminating"] as const).flatMap((lifecycle) =>
      [false, true].map((isStatic) => ({
        labels: { config, lifecycle, static: isStatic ? "true" : "" },
        value: workers.filter((worker) => worker.isOrphan === (config === "orphan") && worker.lifecycle === lifecycle && isStaticPod(worker.pod) === isStatic).length,
      })),
    ),
  );
}

function volumes(state: string, counts: ReadonlyMap<string, number>): Sample[] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([plugin, value]) => ({ labels: { plugin_name: plugin, state }, value }));
}
