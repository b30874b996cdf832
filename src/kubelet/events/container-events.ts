import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { EventRecorder } from "../../client/events/recorder.ts";

/** Events about a pod and its containers, recorded behind the caller's back. Source of the reasons: kubernetes pkg/kubelet/events. */
export class ContainerEvents {
  readonly #recorder: EventRecorder;

  constructor(recorder: EventRecorder) {
    this.#recorder = recorder;
  }

  normal(pod: Pod, container: string, reason: string, message: string): void {
    this.#recorder.event(pod, "Normal", reason, message, { fieldPath: fieldPath(pod, container) });
  }

  warning(pod: Pod, container: string, reason: string, message: string): void {
    this.#recorder.event(pod, "Warning", reason, message, { fieldPath: fieldPath(pod, container) });
  }

  podNormal(pod: Pod, reason: string, message: string): void {
    this.#recorder.event(pod, "Normal", reason, message);
  }

  podWarning(pod: Pod, reason: string, message: string): void {
    this.#recorder.event(pod, "Warning", reason, message);
  }
}

function fieldPath(pod: Pod, container: string): string {
  if (pod.spec.initContainers?.some((entry) => entry.name === container) === true) return `spec.initContainers{${container}}`;
  if (pod.spec.ephemeralContainers?.some((entry) => entry.name === container) === true) return `spec.ephemeralContainers{${container}}`;
  return `spec.containers{${container}}`;
}
