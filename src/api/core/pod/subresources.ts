import type { UpdateRules } from "../../strategy.ts";
import { keepAllButStatus, metadataOf } from "../../shared/write-rules.ts";
import type { Pod, PodStatus } from "../../types/core/v1.gen.ts";
import { ephemeralContainersRules } from "./ephemeral-containers.ts";
import { resizeRules } from "./resize.ts";
import { validateStatusUpdate } from "./validate-status.ts";

/** The ways to write a pod besides its main endpoint. Source: kubernetes registry/core/pod podStatusStrategy and siblings. */
export const subresources: Readonly<Record<string, UpdateRules<Pod>>> = {
  status: {
    prepareForUpdate(pod, old) {
      keepAllButStatus(pod, old);
      const metadata = metadataOf(pod);
      if (old.metadata.ownerReferences === undefined) delete metadata.ownerReferences;
      else metadata.ownerReferences = old.metadata.ownerReferences;
      pod.status ??= {};
      if (!pod.status.qosClass && old.status?.qosClass !== undefined) pod.status.qosClass = old.status.qosClass;
      keepObservedGenerations(pod.status, old.status ?? {});
    },
    validateUpdate: validateStatusUpdate,
  },
  ephemeralcontainers: ephemeralContainersRules,
  resize: resizeRules,
};

/** Kubelets that do not know of generations do not take them back. Source: kubernetes registry/core/pod preserveOldObservedGeneration. */
function keepObservedGenerations(status: PodStatus, old: PodStatus): void {
  if (!status.observedGeneration && old.observedGeneration !== undefined) status.observedGeneration = old.observedGeneration;
  const known = new Map<string, (number | undefined)[]>();
  for (const { type, observedGeneration } of old.conditions ?? []) known.set(type, [...(known.get(type) ?? []), observedGeneration]);
  for (const condition of status.conditions ?? []) {
    const before = known.get(condition.type)?.shift();
    if (!condition.observedGeneration && before !== undefined) condition.observedGeneration = before;
  }
}
