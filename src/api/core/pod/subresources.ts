import type { UpdateRules } from "../../strategy.ts";
import { keepAllButStatus } from "../../shared/write-rules.ts";
import type { Pod } from "../../types/core/v1.gen.ts";
import { ephemeralContainersRules } from "./ephemeral-containers.ts";
import { resizeRules } from "./resize.ts";
import { validateStatusUpdate } from "./validate-status.ts";

/** The ways to write a pod besides its main endpoint. Source: kubernetes registry/core/pod podStatusStrategy and siblings. */
export const subresources: Readonly<Record<string, UpdateRules<Pod>>> = {
  status: {
    prepareForUpdate(pod, old) {
      keepAllButStatus(pod, old);
      // The class follows from a spec that status writers cannot touch.
      pod.status ??= {};
      if (old.status?.qosClass !== undefined) pod.status.qosClass = old.status.qosClass;
    },
    validateUpdate: validateStatusUpdate,
  },
  ephemeralcontainers: ephemeralContainersRules,
  resize: resizeRules,
};
